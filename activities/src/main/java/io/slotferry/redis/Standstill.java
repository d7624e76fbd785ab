package io.slotferry.redis;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.topology.Node;
import io.slotferry.workflow.DrainRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Slots that one drain gets no further with although both ends answer, and whether that may pass. */
final class Standstill {

    /** Looks without progress before the slots are given back with the reason. */
    static final int ROUNDS_MAX = 5;

    /** For how long two nodes that answer may disagree about an owner: a third one that is still there then is no failover under way. */
    private static final long AGREEMENT_MAX_MS = 30_000;

    private final DrainRequest request;
    private final DrainMarks marks;
    private final Obstacles obstacles;
    private boolean failingOver;
    private boolean disagrees;

    Standstill(DrainRequest request, DrainMarks marks, Obstacles obstacles) {
        this.request = request;
        this.marks = marks;
        this.obstacles = obstacles;
    }

    /** Whether somebody is about to stand for one of the ends. */
    boolean failingOver() {
        return failingOver;
    }

    /** Whether both ends stand and do not agree about a slot. */
    boolean disagrees() {
        return disagrees;
    }

    /**
     * Slots for which no step is safe: something else changed them, or they were broken before.
     *
     * @param claimed those that the target's former primary lets go of
     */
    void blocked(SlotView seen, SlotSet claimed) {
        SlotSet blocked =
                seen.at(marks::next, SlotStep.BLOCKED).minus(obstacles.held()).minus(claimed);
        boolean bothStand = seen.bothArePrimaries();
        boolean patient = request.disagreesMs() < AGREEMENT_MAX_MS;
        failingOver = !blocked.isEmpty() && (!bothStand || (patient && heirRises(seen)));
        SlotSet elsewhere = failingOver ? SlotSet.EMPTY : blocked.and(seen.where(ObservedSlot::elsewhere));
        elsewhere.forEach(slot -> obstacles.park(new ParkedSlots(
                SlotSet.of(slot),
                owner(seen, slot) + " owns it now: somebody else has moved it meanwhile",
                "./slotferry diagnose tells whether all is well; plan anew what is left")));
        disagrees = bothStand && !blocked.minus(elsewhere).isEmpty();
        for (int slot : blocked.minus(elsewhere).stream().toArray()) {
            ObservedSlot observed = seen.slot(slot);
            boolean mayPass = patient
                    && observed.sourceMark() != ObservedSlot.Mark.OTHER
                    && observed.targetMark() != ObservedSlot.Mark.OTHER
                    && observed.targetKeys() == 0
                    && observed.sourceKeys() == 0;
            obstacles.blocked(SlotSet.of(slot), mayPass || failingOver, SlotMover.whyBlocked(observed));
        }
    }

    private static String owner(SlotView seen, int slot) {
        return seen.sourceSees().ownerOf(slot).map(Node::label).orElse("somebody else");
    }

    /** Nothing refuses anything, and yet the keys do not get fewer: somebody writes or marks against us. */
    void stuck(SlotView seen) {
        SlotSet left = seen.at(marks::next, SlotStep.SET_IMPORTING, SlotStep.SET_MIGRATING, SlotStep.DRAIN)
                .minus(obstacles.held());
        if (!left.isEmpty()) {
            obstacles.waits(
                    left,
                    "slots " + left.shortText(3) + " are no further after " + ROUNDS_MAX
                            + " looks: something takes their marks away, or brings keys back",
                    "it is tried again by itself; see who else changes this cluster");
        }
    }

    private boolean heirRises(SlotView seen) {
        List<String> heirs = new ArrayList<>(request.sourceReplicas());
        heirs.addAll(request.targetReplicas());
        return Stream.of(seen.sourceSees(), seen.targetSees())
                .flatMap(view -> view.nodes().stream())
                .anyMatch(node -> heirs.contains(node.id()) && node.primary());
    }
}
