package io.slotferry.worker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Keeps out of the log what the SDK warns about when a worker stops as it should: activities that hand back their work. Named in {@code logback.xml}. */
public final class ExpectedStops extends Filter<ILoggingEvent> {

    private static final String HANDED_BACK = "io.temporal.client.ActivityWorkerShutdownException";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean expected = thrown != null && HANDED_BACK.equals(thrown.getClassName());
        return expected ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
