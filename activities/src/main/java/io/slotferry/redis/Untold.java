package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import java.util.List;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Primaries that will not hear of a moved slot's owner by themselves. The bus corrects a view only where a claim differs from it: an heir that was promoted before it had heard of the last slot does not claim it, nobody else does, and with full coverage it serves nobody (seen on Redis 7.0.15, where the note that an owner has stopped to claim a slot outlives its reason).
 */
final class Untold {

    private static final Logger LOG = LoggerFactory.getLogger(Untold.class);

    private Untold() {}

    /**
     * Tells them NODE, as long as no node but the expected owner claims the slot itself, and most do not name another live one; a node that holds keys of what it owns refuses anyway.
     *
     * @param clock started before the look at the nodes: nothing is sent once it is over (I11)
     */
    static void tell(Session session, ClusterTopology topology, List<SlotMove> done, StepClock clock) {
        List<int[]> views =
                topology.observers().stream().map(topology::ownersAccordingTo).toList();
        for (SlotMove move : done) {
            String owner = topology.primaryIdOf(move.to());
            int expected = topology.ids().indexOf(owner);
            IntPredicate another = another(topology, expected);
            for (Node primary : topology.primaries()) {
                if (topology.answered(primary.id())) {
                    int[] seen = topology.ownersAccordingTo(primary.id());
                    SlotSet untold = SlotSet.of(move.slots().stream()
                            .filter(slot -> seen[slot] != expected
                                    && !claimedByAnother(topology, slot, owner)
                                    && !mostName(another, views, slot))
                            .boxed()
                            .toList());
                    tell(session, primary, untold, owner, clock);
                }
            }
        }
    }

    private static boolean claimedByAnother(ClusterTopology topology, int slot, String owner) {
        return topology.primaries().stream()
                .anyMatch(node -> !node.id().equals(owner) && node.slots().contains(slot));
    }

    /** Indexes of the other primaries that live. */
    private static IntPredicate another(ClusterTopology topology, int expected) {
        List<String> ids = topology.ids();
        return index -> index >= 0
                && index != expected
                && topology.answered(ids.get(index))
                && topology.node(ids.get(index)).filter(Node::primary).isPresent();
    }

    private static boolean mostName(IntPredicate another, List<int[]> views, int slot) {
        return views.stream().filter(view -> another.test(view[slot])).count() * 2 > views.size();
    }

    private static void tell(Session session, Node primary, SlotSet slots, String owner, StepClock clock) {
        if (slots.isEmpty()) {
            return;
        }
        try {
            SlotSet told = new SetSlot(session.control(primary.id()), clock).node(slots, owner);
            LOG.info("told {} who owns {}: {}", primary.label(), told, Session.shortId(owner));
        } catch (NodeException e) {
            LOG.info("not told yet: {}", e.getMessage());
        }
    }
}
