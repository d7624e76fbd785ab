package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScalesTest {

    private static TreeMap<Integer, long[]> counts(long[] inDatabase0, long[] inDatabase3) {
        TreeMap<Integer, long[]> counts = new TreeMap<>();
        counts.put(0, inDatabase0);
        counts.put(3, inDatabase3);
        return counts;
    }

    @Test
    void what_one_pipeline_lists_is_counted_over_all_databases() {
        assertThat(Scales.fitting(counts(new long[] {8_000, 8_000, 8_000}, new long[] {1_000, 1_000, 5_000}), 20_000))
                .isEqualTo(2);
    }

    @Test
    void a_slot_too_full_for_one_pipeline_goes_alone() {
        assertThat(Scales.fitting(counts(new long[] {50_000, 1}, new long[] {50_000, 1}), 20_000))
                .isEqualTo(1);
    }

    @Test
    void only_names_that_are_listed_count() {
        assertThat(Scales.fitting(counts(new long[] {50_000, 50_000}, new long[] {50_000, 50_000}), 4))
                .isEqualTo(2);
    }
}
