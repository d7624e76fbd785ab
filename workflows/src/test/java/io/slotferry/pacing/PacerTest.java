package io.slotferry.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacerTest {

    @ParameterizedTest(name = "{0}: {1} allowed, {2} carried in {3} us -> {4}")
    @CsvSource({
        "grows from a full quick batch, 50, 50, 1000, 60",
        "does not grow from a short batch, 50, 49, 10, 50",
        "does not grow near the budget, 50, 50, 4000, 50",
        "halves over the budget, 50, 50, 5001, 25",
        "halves what it carried when that was less, 100, 10, 9000, 5",
        "never below one, 1, 1, 90000, 1",
        "never above the limit, 100, 100, 10, 100",
        "comes down to a lowered limit, 300, 300, 4000, 100"
    })
    void the_next_batch(String name, int batchKeys, int carried, long stallMicros, int expected) {
        assertThat(Pacer.next(batchKeys, carried, stallMicros, 5_000, 100)).isEqualTo(expected);
    }
}
