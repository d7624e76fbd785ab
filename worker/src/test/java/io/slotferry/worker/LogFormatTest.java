package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
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

    @SuppressWarnings("unchecked")
    private static String line(String message, @Nullable Throwable thrown, Map<String, String> mdc) {
        LoggingEvent event = new LoggingEvent(
                "", ROOT.getLoggerContext().getLogger(LogFormatTest.class), Level.INFO, message, thrown, null);
        event.setMDCPropertyMap(mdc);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) ROOT.getAppender("stderr");
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
