package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.chaos.Chaos;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.TemporalBinary;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slice of {@code ./slotferry chaos}, always the same. The evidence of a failure is in {@code target/chaos}. */
class ChaosIT {

    private static final long FIRST_SEED = 1;
    private static final int RUNS = 8;
    private static final int STRUCK_LEAST = 24;

    @Test
    @Timeout(300)
    void nothing_is_lost_stranded_left_open_or_told_wrong() throws Exception {
        assumeTrue(TemporalBinary.findOrGet(System.out::println).isPresent(), "chaos needs a real Temporal server");
        Chaos chaos = Chaos.gate(RedisServers.all(), Path.of("target", "chaos"));

        assertThat(chaos.play(FIRST_SEED, RUNS, 2)).isTrue();
        assertThat(chaos.struck()).as("faults that struck").isGreaterThanOrEqualTo(STRUCK_LEAST);
    }
}
