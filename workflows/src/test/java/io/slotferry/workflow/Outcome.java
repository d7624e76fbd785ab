package io.slotferry.workflow;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Report;
import io.slotferry.contract.SlotSet;

/**
 * How a run closed.
 *
 * @param close {@code Completed}, {@code Canceled} or {@code Failed}
 * @param failureType of a failed run, else empty
 * @param sentence of a failed run, else empty
 * @param report the result, or what the memo holds
 */
record Outcome(String close, String failureType, String sentence, Report report) {

    /** Slots of which the report says that they are still open. */
    static SlotSet listedOpen(Report report) {
        return report.parked().stream()
                .filter(parked -> parked.reason().contains("still open")
                        || parked.reason().contains("different values on source and target"))
                .map(ParkedSlots::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    SlotSet parked() {
        return report.parked().stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }
}
