package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.FilterReply;
import io.temporal.client.ActivityWorkerShutdownException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogFormatTest {

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @Test
    void showsRunLaneAndSlotsWhereTheyAreKnown() {
        assertThat(line("moved", null, Map.of("run", "r1", "lane", "a:1", "slots", "0-9")))
                .endsWith(" INFO  LogFormatTest run=r1 lane=a:1 slots=0-9 - moved\n");
        assertThat(line("moved", null, Map.of("run", "r1"))).endsWith(" INFO  LogFormatTest run=r1 - moved\n");
        assertThat(line("moved", null, Map.of())).endsWith(" INFO  LogFormatTest - moved\n");
    }

    @Test
    void anEventIsOneLine() {
        assertThat(line("first\n  second\r\nthird", null, Map.of())).endsWith(" - first | second | third\n");
        assertThat(line("failed", new IllegalStateException("why\nso"), Map.of()))
                .contains(" - failed java.lang.IllegalStateException: why | so | at ")
                .matches("[^\\n]+[^ |]\\n");
    }

    @Test
    void activitiesThatHandBackTheirWorkAreNoNews() {
        LoggingEvent event = event("Activity failure", new ActivityWorkerShutdownException(), Map.of());

        assertThat(new ExpectedStops().decide(event)).isEqualTo(FilterReply.DENY);
        assertThat(new ExpectedStops().decide(event("other", new IllegalStateException(), Map.of())))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(appender().getCopyOfAttachedFiltersList()).hasAtLeastOneElementOfType(ExpectedStops.class);
    }

    private static String line(String message, @Nullable Throwable thrown, Map<String, String> mdc) {
        return new String(appender().getEncoder().encode(event(message, thrown, mdc)), StandardCharsets.UTF_8);
    }

    private static LoggingEvent event(String message, @Nullable Throwable thrown, Map<String, String> mdc) {
        LoggingEvent event = new LoggingEvent(
                "", ROOT.getLoggerContext().getLogger(LogFormatTest.class), Level.INFO, message, thrown, null);
        event.setMDCPropertyMap(mdc);
        return event;
    }

    @SuppressWarnings("unchecked")
    private static ConsoleAppender<ILoggingEvent> appender() {
        return (ConsoleAppender<ILoggingEvent>) ROOT.getAppender("stderr");
    }
}
