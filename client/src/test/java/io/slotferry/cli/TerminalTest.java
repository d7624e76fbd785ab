package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({
        "'none,in,out', xterm, true, true",
        "'none,in', xterm, true, false",
        "'none,out', xterm, false, true",
        "none, xterm, false, false",
        "'none,in,out', dumb, true, false"
    })
    void theLauncherSaysWhichEndsAreTerminals(String ends, String term, boolean asks, boolean live) {
        Terminal terminal = Terminal.of(Map.of("TERM", term), ends, "");
        assertThat(terminal.asks()).isEqualTo(asks);
        assertThat(terminal.live()).isEqualTo(live);
        assertThat(terminal.color()).isEqualTo(live);
    }

    @Test
    void noColorIsRespected() {
        Terminal terminal = Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), "out", "");
        assertThat(terminal.live()).isTrue();
        assertThat(terminal.color()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"132, 100, 132", "'', 100, 100", "'', '', 80", "'', x, 80", "0, 0, 80", "5, '', 20", "9999, '', 500"})
    void theWidthComesFromTheVariableThenTheLauncher(String variable, String launcher, int columns) {
        assertThat(Terminal.of(Map.of("COLUMNS", variable), "out", launcher).columns())
                .isEqualTo(columns);
    }
}
