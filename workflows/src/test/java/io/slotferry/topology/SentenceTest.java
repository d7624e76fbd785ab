package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceTest {

    @Test
    void cutsAtTheLimitAndNotBefore() {
        assertThat(Sentence.of("x".repeat(300))).hasSize(300).doesNotContain("...");
        assertThat(Sentence.of("x".repeat(301))).hasSize(300).endsWith("x...");
    }

    @Test
    void staysOnOneLine() {
        assertThat(Sentence.of(" a\r\n b\tc ")).isEqualTo("a b c");
    }

    @Test
    void countsWhatItLeavesOff() {
        assertThat(Sentence.list(List.of("a", "b", "c"), 3)).isEqualTo("a, b, c");
        assertThat(Sentence.list(List.of("a", "b", "c", "d"), 2)).isEqualTo("a, b and 2 more");
    }

    @Test
    void countsInTheRightNumber() {
        assertThat(Sentence.count(1, "slot")).isEqualTo("1 slot");
        assertThat(Sentence.count(0, "slot")).isEqualTo("0 slots");
    }
}
