package io.slotferry.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhasesTest {

    private static SlotMove move(int slot, String from, String to) {
        return new SlotMove(SlotSet.of(slot), from, to);
    }

    private static final SlotMove A_B = move(0, "a", "b");
    private static final SlotMove A_C = move(1, "a", "c");
    private static final SlotMove D_B = move(2, "d", "b");
    private static final SlotMove B_C = move(3, "b", "c");
    private static final SlotMove C_A = move(4, "c", "a");
    private static final SlotMove B_A = move(5, "b", "a");

    @Test
    void noMovesNeedNoPhase() {
        assertThat(Phases.of(List.of())).isEmpty();
    }

    @Test
    void sourcesAndTargetsThatDoNotMixShareAPhaseInOrder() {
        assertThat(Phases.of(List.of(D_B, A_C, A_B))).containsExactly(List.of(D_B, A_C, A_B));
    }

    @Test
    void aChainIsSplit() {
        assertThat(Phases.of(List.of(A_B, B_C))).containsExactly(List.of(A_B), List.of(B_C));
    }

    @Test
    void aSwapIsSplit() {
        assertThat(Phases.of(List.of(A_B, B_A))).containsExactly(List.of(A_B), List.of(B_A));
    }

    @Test
    void aRingIsSplit() {
        assertThat(Phases.of(List.of(A_B, B_C, C_A))).containsExactly(List.of(A_B), List.of(B_C), List.of(C_A));
    }

    @Test
    void aLaterMoveMayGoIntoAnEarlierPhase() {
        assertThat(Phases.of(List.of(A_B, B_C, D_B))).containsExactly(List.of(A_B, D_B), List.of(B_C));
    }

    @Test
    void aSourceThatIsEmptiedKeepsOneSlotUntilTheEnd() {
        SlotMove all = new SlotMove(SlotSet.range(10, 19), "a", "b");
        SlotMove part = new SlotMove(SlotSet.range(20, 29), "d", "b");

        assertThat(Phases.lastSlotsLast(
                        List.of(all, part),
                        node -> node.equals("a") ? SlotSet.range(10, 19) : SlotSet.range(20, 30),
                        false))
                .containsExactly(
                        List.of(new SlotMove(SlotSet.range(11, 19), "a", "b"), part), List.of(move(10, "a", "b")));
    }

    @Test
    void sourcesThatAreEmptiedKeepTheirSlotsForEachOther() {
        SlotMove a = new SlotMove(SlotSet.of(1, 2), "a", "c");
        SlotMove single = move(3, "b", "c");

        assertThat(Phases.lastSlotsLast(
                        List.of(a, single), node -> node.equals("a") ? SlotSet.of(1, 2) : SlotSet.of(3), true))
                .containsExactly(List.of(move(2, "a", "c")), List.of(move(1, "a", "c"), single));
    }

    @Test
    void aSourceThatGetsSlotsIsNotEmptied() {
        assertThat(Phases.lastSlotsLast(List.of(A_B, B_A), node -> SlotSet.of(0, 5), false))
                .containsExactly(List.of(A_B), List.of(B_A));
    }

    @Test
    void jobsOfOneSourceNeedNoLastSlot() {
        SlotMove all = new SlotMove(SlotSet.of(1, 2), "a", "b");

        assertThat(Phases.lastSlotsLast(List.of(all), node -> SlotSet.of(1, 2), true))
                .containsExactly(List.of(all));
    }
}
