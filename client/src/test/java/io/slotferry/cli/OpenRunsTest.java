package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenRunsTest {

    @Test
    void theOnlyOneIsTaken() {
        assertThat(OpenRuns.theOnlyOne(List.of("r1"), "")).isEqualTo("r1");
    }

    @Test
    void whenNoneIsOpenTheLastIsNamedButNotTaken() {
        assertThatThrownBy(() -> OpenRuns.theOnlyOne(List.of(), "r7")).hasMessageContaining("the last was r7");
        assertThatThrownBy(() -> OpenRuns.theOnlyOne(List.of(), "")).hasMessageEndingWith("by its workflow id");
    }

    @Test
    void ofManyFiveAreNamedAndTheRestCounted() {
        assertThatThrownBy(() -> OpenRuns.theOnlyOne(List.of("a", "b", "c", "d", "e", "f", "g"), ""))
                .hasMessage("7 runs are open: a, b, c, d, e and 2 more; say which one by its workflow id");
    }
}
