package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot.Owner;
import java.util.List;
import java.util.Optional;

/**
 * Slots that the target took and lost again before the step ended, with the keys it held of them. Redis 7.0.13 to 7.0.15 and 7.2.0 to 7.2.3 keep a note "its owner does not claim this slot any more" although the slot got another owner by SETSLOT NODE. A node with such a note about a slot, left from an earlier move of it, takes the slot and then lets any late message of the source have it back, whatever the epochs, and deletes the keys (redis/redis#12564). The note can neither be seen nor cleared from outside. Telling the source first would keep its claims away, but leaves a slot that nobody owns wherever the target dies in between, and puts such notes on the target itself. What can be done is not to be silent.
 */
final class TakenBack {

    private static final long TIMEOUT_MS = 1_000;

    private TakenBack() {}

    /**
     * @param seen right before, with the target's keys
     * @param after who owns the slots now
     * @param took the slots the target has confirmed
     */
    static Optional<Finding> of(Session session, Session.Channel target, SlotView seen, SlotView after, SlotSet took) {
        SlotSet gone = after.where(slot -> slot.targetSees() != Owner.TARGET)
                .and(took)
                .and(seen.where(slot -> slot.targetKeys() > 0));
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        SlotSet slots = gone.minus(KeyCounts.held(session, target.facts().id(), gone, TIMEOUT_MS));
        if (slots.isEmpty()) {
            return Optional.empty();
        }
        long keys =
                slots.stream().mapToLong(slot -> seen.slot(slot).targetKeys()).sum();
        return Optional.of(
                target.facts().valkey8() ? gone(target.link(), slots, keys) : fault(target.link(), slots, keys));
    }

    private static Finding fault(NodeLink target, SlotSet slots, long keys) {
        return Finding.of(
                "keys-lost",
                Finding.Severity.ERROR,
                slots,
                List.of(target.label()),
                target.endpoint() + " took " + slots.named(10)
                        + ", gave them back to a late message of the source and deleted their " + keys
                        + " keys: a fault of Redis 7.0.13 to 7.0.15 and 7.2.0 to 7.2.3 (redis/redis#12564)",
                "restore these keys from a backup, and upgrade the servers before you move slots again");
    }

    /** No Valkey has that fault: somebody else was made owner at this moment, mostly the target's own replica by a TAKEOVER, and has what it had received. */
    private static Finding gone(NodeLink target, SlotSet slots, long keys) {
        return Finding.of(
                "may-be-lost",
                Finding.Severity.WARNING,
                slots,
                List.of(target.label()),
                target.endpoint() + " took " + slots.named(10)
                        + ", lost them to another owner at once and holds none of their " + keys
                        + " keys any more: whoever owns these slots now may lack the last of them",
                "compare the keys of these slots with what the application expects");
    }
}
