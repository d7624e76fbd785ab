package io.slotferry.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {

    @Test
    void largestRemainderGetsTheRest() {
        // 10 * 5/16 = 3.125, 10 * 4/16 = 2.5, 10 * 7/16 = 4.375
        assertThat(Shares.of(10, List.of(5, 4, 7))).containsExactly(3, 3, 4);
    }

    @Test
    void equalRemaindersGoToTheFirst() {
        assertThat(Shares.of(2, List.of(1, 1, 1))).containsExactly(1, 1, 0);
    }

    @Test
    void aWeightOfNothingGetsNothing() {
        assertThat(Shares.of(5, List.of(0, 5, 0))).containsExactly(0, 5, 0);
    }

    @Test
    void everythingCanBeTaken() {
        assertThat(Shares.of(16384, List.of(5461, 5462, 5461))).containsExactly(5461, 5462, 5461);
    }
}
