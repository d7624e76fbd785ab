package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseClockTest {

    private final PhaseClock phases = new PhaseClock();

    @Test
    void aCallBelongsToThePhaseInWhichItBegan() {
        phases.enter(Phase.IDLE);
        PhaseClock.Stamp begun = phases.now();

        phases.enter(Phase.MOVING);

        assertThat(phases.phaseOf(begun)).isEqualTo(Phase.IDLE);
    }

    @Test
    void aCallThatWaitedThroughATimeWithoutAWorkerBelongsThere() {
        phases.enter(Phase.MOVING);
        PhaseClock.Stamp begun = phases.now();

        phases.enter(Phase.UNATTENDED);
        phases.enter(Phase.MOVING);

        assertThat(phases.phaseOf(begun)).isEqualTo(Phase.UNATTENDED);
        assertThat(phases.phaseOf(phases.now())).isEqualTo(Phase.MOVING);
    }
}
