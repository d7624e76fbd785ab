package io.slotferry.workflow;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import java.util.List;

/**
 * The next waves of a lane.
 *
 * @param waves in the order to move them
 * @param parked slots that must not be opened, with the reason
 */
public record Weighed(List<Weight> waves, List<ParkedSlots> parked) {

    /** Slots of one wave, and what they hold. */
    public record Weight(SlotSet slots, long keys, long bytes) {}
}
