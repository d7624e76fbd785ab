package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import java.util.List;

/**
 * The next waves of a lane.
 *
 * @param waves in the order to move them
 * @param parked slots that must not be opened, with the reason
 * @param findings about slots that are open already
 */
public record Weighed(List<Weight> waves, List<ParkedSlots> parked, List<Finding> findings) {

    public Weighed {
        // Histories of an earlier release have none.
        findings = findings == null ? List.of() : findings;
    }

    public Weighed(List<Weight> waves, List<ParkedSlots> parked) {
        this(waves, parked, List.of());
    }

    /** None of these may be opened. */
    static Weighed nothing(SlotSet slots, String reason, String next) {
        return new Weighed(List.of(), List.of(new ParkedSlots(slots, reason, next)));
    }

    /**
     * Slots of one wave, and what they hold.
     *
     * @param filled those with keys
     */
    public record Weight(SlotSet slots, long keys, long bytes, SlotSet filled) {

        public Weight {
            // Histories of an earlier release have none.
            filled = filled == null ? SlotSet.EMPTY : filled;
        }
    }
}
