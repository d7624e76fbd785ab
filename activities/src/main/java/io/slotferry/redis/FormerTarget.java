package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Deposed;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.workflow.Wave;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The primary that slots were opened to, if its heir is to get them now and it does not follow that one. On Valkey 8 and later its import marks make it take a slot, and with it all it had before, as soon as the source stops to claim the slot ({@link Deposed}).
 */
final class FormerTarget {

    private FormerTarget() {}

    static @Nullable Node of(Wave wave, SlotView seen, Session.Channel target) {
        if (!target.facts().valkey8()) {
            return null;
        }
        String openedTo = Objects.requireNonNullElse(wave.openedTo(), wave.to());
        if (!openedTo.isEmpty()) {
            return Deposed.of(seen.sourceSees(), openedTo, wave.to())
                    .or(() -> Deposed.of(seen.targetSees(), openedTo, wave.to()))
                    .orElse(null);
        }
        List<String> mates = ShardMates.of(target.link(), seen.targetSees());
        return Deposed.among(seen.targetSees(), mates).orElse(null);
    }

    /** Whether it is no danger any more: it lives on as a primary of its own, and its marks on these slots are cleared. What it still holds of them stays there and is named at the end of the run. */
    static boolean letsGo(Session session, Node former, SlotSet slots, StepClock clock) {
        if (former.has(NodeFlag.FAIL) || former.has(NodeFlag.PFAIL)) {
            return false;
        }
        try {
            ClusterView own = NodeProbe.view(session.look(former.id()).link());
            SlotSet marked = own.myself().importing().and(slots);
            return own.myself().primary()
                    && new SetSlot(session.control(former.id()), clock)
                            .stable(marked)
                            .equals(marked);
        } catch (NodeException e) {
            return false;
        }
    }

    /**
     * Slots that it took in the moment in which it died: nobody heard of that then. It is back as their owner, without a key of them, and its heir holds all of them. With keys of its own it is their owner in earnest, and they are left alone.
     */
    static SlotSet claims(Session session, Wave wave, SlotView seen) {
        String openedTo = Objects.requireNonNullElse(wave.openedTo(), wave.to());
        SlotSet claimed = slots(seen.sourceSees(), openedTo)
                .and(slots(seen.targetSees(), openedTo))
                .and(seen.where(slot -> slot.sourceKeys() == 0 && slot.sourceMark() == ObservedSlot.Mark.NONE));
        if (openedTo.equals(wave.to()) || claimed.isEmpty() || !seen.bothArePrimaries() || !seen.bothSeeMost()) {
            return SlotSet.EMPTY;
        }
        try {
            return SlotView.observe(session, openedTo, wave.to(), claimed).where(slot -> slot.sourceKeys() == 0);
        } catch (NodeException e) {
            return SlotSet.EMPTY;
        }
    }

    /** It lets go of what it {@link #claims}; a server that holds a key of the slot by now refuses that. With its last slot it becomes its heir's replica, and the others go on taking it for the owner until the heir has the slot. */
    static SlotSet yields(Session session, Wave wave, SlotView seen, SlotSet claimed, StepClock clock) {
        String former = Objects.requireNonNullElse(wave.openedTo(), wave.to());
        boolean follows = seen.targetSees().node(former).filter(Node::primary).isEmpty();
        return claimed.isEmpty() || follows
                ? claimed
                : new SetSlot(session.control(former), clock).node(claimed, wave.to());
    }

    private static SlotSet slots(ClusterView view, String id) {
        return view.node(id).map(Node::slots).orElse(SlotSet.EMPTY);
    }

    /** Whether it is dead and has to come back before its slots may go to its heir; only where the run opened them itself. */
    static boolean awaited(Wave wave, SlotView seen, Session.Channel target) {
        if (Objects.requireNonNullElse(wave.openedTo(), "").isEmpty()) {
            return false;
        }
        Node former = of(wave, seen, target);
        return former != null && (former.has(NodeFlag.FAIL) || former.has(NodeFlag.PFAIL));
    }

    /**
     * It died while its replicas had the order to take these slots already: they are its heir's, and where no bystander could be named nothing keeps it from taking them, and all it ever had, when it comes back. One that is back already may have done so until its heir was elected again.
     *
     * @param former the one that is a primary still, if there is one
     */
    static Optional<Finding> mayTakeBack(
            Wave wave, SlotView seen, Session.Channel target, @Nullable Node former, SlotSet slots) {
        if (former != null && (former.has(NodeFlag.FAIL) || former.has(NodeFlag.PFAIL))) {
            return Optional.of(Finding.of(
                    "former-primary-dead",
                    Finding.Severity.WARNING,
                    slots,
                    List.of(former.label()),
                    former.label() + " died while it was given " + slots.named(10)
                            + ", which its heir has now: if it comes back with its marks it may take back all that it had,"
                            + " without what clients wrote since",
                    "take it out with CLUSTER FORGET on every node before you start it, then let it join anew"));
        }
        String openedTo = Objects.requireNonNullElse(wave.openedTo(), wave.to());
        return seen.targetSees()
                .node(openedTo)
                .filter(node -> target.facts().valkey8() && !node.primary())
                .map(node -> Finding.of(
                        "may-be-lost",
                        Finding.Severity.WARNING,
                        seen.target().slots(),
                        List.of(node.label(), seen.target().label()),
                        node.label() + " died while it was given " + slots.named(10) + ", which its heir "
                                + seen.target().label()
                                + " had by then, and is back: until it followed that one it may have taken all slots of"
                                + " the shard back, without what clients wrote meanwhile",
                        "compare the keys of these slots with what the application expects"));
    }
}
