package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any run on any cluster, whatever fails and whoever interferes, loses no key and tells the truth. A failure prints its seed; {@code -Dseed=<number>} runs that one alone, {@code -Dseeds=<count>} that many; the gate runs a small slice. */
class ReshardSimulationTest {

    private static final long FIRST_SEED = 1;
    private static final int SEEDS = Integer.getInteger("seeds", 20);

    @Test
    @Timeout(600)
    void anyRunLosesNoKeyAndTellsTheTruth() {
        String only = System.getProperty("seed");
        long first = only == null ? FIRST_SEED : Long.parseLong(only);
        int seeds = only == null ? SEEDS : 1;
        AtomicInteger ended = new AtomicInteger();

        try (Simulation simulation = new Simulation()) {
            LongStream.range(first, first + seeds).forEach(seed -> {
                run(simulation, seed);
                ended.incrementAndGet();
            });
        }

        assertThat(ended).hasValue(seeds);
    }

    private static void run(Simulation simulation, long seed) {
        try {
            Simulation.Scene scene = Scenario.of(seed, simulation::now);
            Verdict.check(scene, simulation.run(scene));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("failed with -Dseed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
