package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.RunRef;
import io.slotferry.workflow.Wave;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final long BUDGET_MS = 5;
    private static final long QUICK_NANOS = 1_000_000;
    private static final long SLOW_NANOS = (BUDGET_MS + 1) * 1_000_000;

    private final Meter meter = new Meter(
            new DrainRequest(
                    new Wave(new RunRef("prod", "run"), 1, "S", "T", SlotSet.of(609), "T"),
                    0,
                    BUDGET_MS,
                    100,
                    100,
                    "",
                    List.of(),
                    List.of(),
                    0,
                    0,
                    false,
                    SlotSet.EMPTY,
                    SlotSet.EMPTY,
                    0),
            new Pace());

    @Test
    void a_slow_batch_halves_the_next_one_also_when_it_was_refused() {
        meter.answered(100, false, SLOW_NANOS);
        assertThat(meter.batchKeys()).isEqualTo(50);
        meter.answered(50, true, SLOW_NANOS);
        assertThat(meter.batchKeys()).isEqualTo(25);
    }

    /** A slot whose every key is on both sides: its batches came down to one key, and stayed there. */
    @Test
    void it_grows_from_what_the_target_looked_at_and_not_from_what_it_refused_unseen() {
        meter.answered(100, true, SLOW_NANOS);
        meter.answered(50, false, QUICK_NANOS);
        assertThat(meter.batchKeys()).isEqualTo(50);
        meter.answered(50, true, QUICK_NANOS);
        assertThat(meter.batchKeys()).isEqualTo(60);
    }

    @Test
    void only_what_left_the_source_is_counted() {
        meter.answered(100, false, QUICK_NANOS);
        meter.left(609, 60);
        assertThat(meter.keys()).isEqualTo(60);
        assertThat(meter.keys(609)).isEqualTo(60);
        assertThat(meter.keys(610)).isZero();
    }
}
