package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Slots that a target was told to take while their source was failed over. A target that hangs at that moment takes them when it wakes, and the heir's claim may be newer than its own: then it gives the slots up, and deletes their keys. No order of commands prevents that. Whether it was so shows once both ends answer again.
 */
final class Told {

    private record Doubt(Wave wave, Heirs heirs, SlotSet slots) {}

    private final List<Doubt> doubts = new ArrayList<>();
    private SlotSet slots = SlotSet.EMPTY;

    /** @param more slots that the target was told to take, or may have been */
    void add(SlotSet more) {
        slots = slots.plus(more);
    }

    void done(SlotSet some) {
        slots = slots.minus(some);
    }

    void failedOver(Wave wave, Heirs heirs) {
        if (!slots.isEmpty() && !heirs.from().equals(wave.from())) {
            doubts.add(new Doubt(wave, heirs, slots));
        }
        slots = SlotSet.EMPTY;
    }

    /**
     * What may be lost.
     *
     * @param owned slots that source and target take for the target's now; null if nobody could look
     */
    List<Finding> judge(@Nullable SlotSet owned, UnaryOperator<String> label) {
        if (owned == null) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (Doubt doubt : doubts) {
            SlotSet lost = doubt.slots.minus(owned);
            if (!lost.isEmpty()) {
                findings.add(finding(doubt, lost, label));
            }
        }
        doubts.clear();
        return findings;
    }

    private static Finding finding(Doubt doubt, SlotSet lost, UnaryOperator<String> label) {
        String target = label.apply(doubt.wave.to());
        return Finding.of(
                "may-be-lost",
                Finding.Severity.WARNING,
                lost,
                List.of(target, doubt.heirs.fromAddress()),
                target + " was told to take these slots when " + label.apply(doubt.wave.from()) + " was failed over to "
                        + doubt.heirs.fromAddress()
                        + ", and did not have them afterwards: if it took them and then lost them to the newer claim, it"
                        + " deleted the keys that had moved",
                "compare the keys of these slots with what the application expects, or with a backup");
    }
}
