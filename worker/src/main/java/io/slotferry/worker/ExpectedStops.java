package io.slotferry.worker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Keeps out of the log what the SDK warns about when a worker stops as it should, activities that hand back their work, and when Temporal is away. Named in {@code logback.xml}. */
public final class ExpectedStops extends Filter<ILoggingEvent> {

    private static final String HANDED_BACK = "io.temporal.client.ActivityWorkerShutdownException";

    /** The SDK says it again with every poll, with its stack; the worker itself says it once. */
    private static boolean isAway(ILoggingEvent event, IThrowableProxy thrown) {
        String message = thrown.getMessage();
        return event.getLoggerName().startsWith("io.temporal.internal.worker.")
                && message != null
                && message.startsWith("UNAVAILABLE");
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean expected = thrown != null && (HANDED_BACK.equals(thrown.getClassName()) || isAway(event, thrown));
        return expected ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
