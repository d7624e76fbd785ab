package io.slotferry.planning;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanCheckTest {

    private static final TestCluster CLUSTER = TestCluster.of(2, 1);

    private static SlotMove move(String slots, int from, int to) {
        return new SlotMove(SlotSet.parse(slots), id(from), id(to));
    }

    private static List<String> problems(SlotMove... moves) {
        return PlanCheck.problems(CLUSTER.topology(), List.of(moves));
    }

    @Test
    void aSoundPlanHasNone() {
        assertThat(problems(move("0-99", 0, 1), move("9000", 1, 0))).isEmpty();
    }

    @Test
    void aSlotMovesOnce() {
        assertThat(problems(move("0-9", 0, 1), move("9", 0, 1)))
                .containsExactly(
                        "slot 9 is moved twice", "two moves from " + label(0) + " to " + label(1) + " could be one");
    }

    @Test
    void theSourceOwnsTheSlots() {
        // Given: node 1 does not own slot 8191
        assertThat(problems(move("8191-8192", 1, 0))).containsExactly("slot 8191 is already on " + label(0));
    }

    @Test
    void foreignSlotsAreNamedWithTheirOwner() {
        TestCluster three = TestCluster.of(3, 0);

        assertThat(PlanCheck.problems(three.topology(), List.of(move("0", 1, 2))))
                .containsExactly("slot 0 is not on " + label(1) + " but on " + label(0));
    }

    @Test
    void theTargetIsAnotherPrimary() {
        assertThat(problems(move("0", 0, 2)))
                .containsExactly("the target " + label(2) + " is no primary of this cluster");
        assertThat(problems(move("0", 0, 7))).containsExactly("the target " + id(7) + " is no primary of this cluster");
        assertThat(problems(move("0", 0, 0)))
                .containsExactly("slots 0 move from " + label(0) + " to itself", "slot 0 is already on " + label(0));
    }

    @Test
    void aMoveHasSlots() {
        assertThat(problems(move("", 0, 1))).containsExactly("a move to " + label(1) + " has no slots");
    }
}
