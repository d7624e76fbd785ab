package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TempoTest {

    private final Tempo tempo = new Tempo();

    @Test
    void keysAndSlotsAreReckonedFromTheMomentTheMovingBegan() {
        tempo.begin(10_000, 50);

        assertThat(tempo.keysPerSecond(14_000, 450)).isEqualTo(100);
        assertThat(tempo.etaSeconds(14_000, 100, 20)).isEqualTo(16);
    }

    @Test
    void aRunThatGoesOnAfterItContinuedAsNewHasBegunBefore() {
        tempo.takeOver(10_000, 0, Map.of("a", 300L));

        tempo.begin(14_000, 400);
        tempo.moved("a", 1);

        assertThat(tempo.keysPerSecond(14_000, 400)).isEqualTo(100);
        assertThat(tempo.keysFrom("a")).isEqualTo(301);
    }

    @Test
    void theWayBackIsReckonedAnew() {
        tempo.begin(10_000, 0);
        tempo.moved("a", 400);

        tempo.turnBack(50_000, 400);

        assertThat(tempo.keysPerSecond(52_000, 420)).isEqualTo(10);
        assertThat(tempo.etaSeconds(52_000, 40, 10)).isEqualTo(6);
        assertThat(tempo.keysFrom("a")).isZero();
    }

    @Test
    void nothingIsForetoldBeforeASlotIsDone() {
        assertThat(tempo.etaSeconds(1_000, 10, 0)).isEqualTo(-1);
        assertThat(tempo.keysPerSecond(1_000, 0)).isZero();
    }
}
