package io.slotferry.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaveSizeTest {

    @Test
    void a_wave_shares_the_open_time_with_the_waves_it_overlaps() {
        assertThat(WaveSize.budgetMicros(400, 3)).isEqualTo(100_000);
        assertThat(WaveSize.budgetMicros(400, 1)).isEqualTo(300_000);
    }

    @Test
    void a_wave_always_gets_some_time() {
        assertThat(WaveSize.budgetMicros(50, 3)).isEqualTo(10_000);
    }

    @Test
    void a_drain_slower_than_estimated_shrinks_the_next_waves() {
        long estimated = WaveSize.drainMicros(10_000, 0, WaveSize.CORRECTION_NONE);

        long corrected = WaveSize.correction(WaveSize.CORRECTION_NONE, 10_000, 0, 3 * estimated / 2);

        assertThat(corrected).isEqualTo(1_250);
        assertThat(WaveSize.drainMicros(10_000, 0, corrected)).isEqualTo(estimated * 5 / 4);
    }

    @Test
    void a_drain_of_few_keys_tells_nothing() {
        assertThat(WaveSize.correction(1_000, WaveSize.KEYS_TELLING_MIN - 1, 0, 10_000_000))
                .isEqualTo(1_000);
    }

    @Test
    void the_correction_stays_within_its_bounds() {
        assertThat(WaveSize.correction(1_500, 1_000_000, 0, Long.MAX_VALUE / 10_000))
                .isEqualTo(WaveSize.CORRECTION_MAX);
        assertThat(WaveSize.correction(500, 1_000_000, 0, 0)).isEqualTo(WaveSize.CORRECTION_MIN);
    }

    @Test
    void a_big_key_is_judged_by_the_slow_rebuild_of_collections() {
        assertThat(WaveSize.bigKeyMs(94L << 20)).isBetween(1_200L, 1_500L);
        assertThat(WaveSize.bigKeyMs(100)).isZero();
    }
}
