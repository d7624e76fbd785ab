package io.slotferry.repair;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.Map;

/**
 * What a repair was asked to do.
 *
 * @param scope slots to look at
 * @param aside slots that are left as they are, because an act on them failed for good
 * @param kept holders whose stranded keys differ from the owner's, to the slots: they stay as they are, the slot's other keys do not have to
 * @param consented code of a finding to the slots of it that the operator consented to
 * @param recorded moves that earlier runs had planned: their open slots go on in that direction
 * @param back whether half-moved slots go back to where they came from
 * @param impatient whether nodes have had time enough to hear of new owners, so that one may be told louder
 */
public record RepairOrder(
        SlotSet scope,
        SlotSet aside,
        Map<String, SlotSet> kept,
        Map<String, SlotSet> consented,
        List<SlotMove> recorded,
        boolean back,
        boolean impatient) {

    boolean grants(String code, int slot) {
        return consented.getOrDefault(code, SlotSet.EMPTY).contains(slot);
    }

    /** Nodes that keep their keys of the slot. */
    List<String> keepers(int slot) {
        return kept.entrySet().stream()
                .filter(holder -> holder.getValue().contains(slot))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a recorded plan was moving the slot this way, or back this way. */
    boolean planned(int slot, Map<String, String> migrating) {
        return recorded.stream()
                .filter(move -> move.slots().contains(slot))
                .anyMatch(move -> move.to().equals(migrating.get(move.from()))
                        || move.from().equals(migrating.get(move.to())));
    }
}
