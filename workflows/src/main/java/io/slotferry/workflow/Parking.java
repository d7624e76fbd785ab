package io.slotferry.workflow;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slots this run does not move, each with its reason, and what a server refused to every slot of a lane. */
final class Parking {

    private final List<ParkedSlots> parked = new ArrayList<>();
    private final List<Obstacle> refusals = new ArrayList<>();

    void park(ParkedSlots slots) {
        parked.add(slots);
    }

    /** What the server said to these slots would be said to any other between the same nodes. */
    void refused(Obstacle obstacle) {
        refusals.add(obstacle);
    }

    /** Why none of the lane of these slots can move; null if nothing says so. */
    @Nullable
    Obstacle refusal(SlotSet slots) {
        return refusals.stream()
                .filter(obstacle -> !obstacle.slots().and(slots).isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** Takes the parked slots out again, for another try. */
    List<ParkedSlots> takeAll() {
        List<ParkedSlots> taken = all();
        parked.clear();
        refusals.clear();
        return taken;
    }

    /** Those that were not even tried again, because the run was told to stop, stay parked. */
    void putBack(List<ParkedSlots> taken, SlotSet notMoved) {
        SlotSet left = notMoved.minus(slots());
        for (ParkedSlots slots : taken) {
            SlotSet untried = slots.slots().and(left);
            if (!untried.isEmpty()) {
                parked.add(new ParkedSlots(untried, slots.reason(), slots.next()));
            }
        }
    }

    List<ParkedSlots> all() {
        return List.copyOf(parked);
    }

    SlotSet slots() {
        return parked.stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }
}
