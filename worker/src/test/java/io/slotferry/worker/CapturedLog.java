package io.slotferry.worker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Everything that is logged, at every level, while it is open. */
final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final BlockingQueue<ILoggingEvent> arriving = new LinkedBlockingQueue<>();
    private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

    static CapturedLog open() {
        CapturedLog log = new CapturedLog();
        log.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        log.start();
        log.root.addAppender(log);
        return log;
    }

    CapturedLog atEveryLevel() {
        root.setLevel(Level.TRACE);
        return this;
    }

    @Override
    protected void append(ILoggingEvent event) {
        all.add(event);
        arriving.add(event);
    }

    /** The next line that contains the text; waits at most 60 s for it. */
    String await(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (long left = 1; left > 0; left = deadline - System.nanoTime()) {
            ILoggingEvent event = arriving.poll(left, TimeUnit.NANOSECONDS);
            if (event != null && event.getFormattedMessage().contains(text)) {
                return event.getLevel() + " " + event.getFormattedMessage();
            }
        }
        throw new AssertionError("nothing with \"" + text + "\" was logged, but: " + lines());
    }

    List<String> lines() {
        return all.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(before);
        stop();
    }
}
