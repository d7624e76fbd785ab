package io.slotferry.repair;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Import marks that name a primary which does not own the slot. From Valkey 8 on their node takes the slot as soon as that primary gains or loses any slot at all: it hears that the primary does not claim this one, and holds the move for finished. The owner then deletes its keys (measured on 8.0 and 9.1). So such a mark goes before a slot of that primary changes hands.
 */
final class Strays {

    private final TreeMap<String, String> reasons = new TreeMap<>();

    private Strays() {}

    static Strays among(List<SlotState> slots, Cast cast) {
        Strays strays = new Strays();
        for (SlotState slot : slots) {
            of(slot, cast)
                    .forEach((node, named) -> strays.reasons.putIfAbsent(
                            named,
                            cast.label(node) + " imports slot " + slot.slot() + " from " + cast.label(named)
                                    + ", which does not own it, and would take it as soon as a slot of that one changes"
                                    + " hands; slot " + slot.slot() + " has to be repaired first"));
        }
        return strays;
    }

    /** Nodes with such a mark on this slot, each with the primary that it names. */
    static Map<String, String> of(SlotState slot, Cast cast) {
        TreeMap<String, String> strays = new TreeMap<>(slot.importing());
        strays.entrySet()
                .removeIf(mark -> slot.claims().size() != 1
                        || slot.claims().containsKey(mark.getKey())
                        || slot.claims().containsKey(mark.getValue())
                        || !cast.live(mark.getValue())
                        || !cast.live(mark.getKey())
                        || !cast.get(mark.getKey()).finishesMovesByItself());
        return strays;
    }

    /** Why this act has to wait; empty if it has not. */
    String forbid(RepairAct act) {
        return act.changesClaims() ? reasons.getOrDefault(act.node(), reasons.getOrDefault(act.peer(), "")) : "";
    }
}
