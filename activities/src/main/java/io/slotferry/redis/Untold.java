package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Primaries that will not hear of a moved slot's owner by themselves. The bus corrects a view only where a claim differs from it: an heir that was promoted before it had heard of the last slot does not claim it, nobody else does, and with full coverage it serves nobody (seen on Redis 7.0.15, where the note that an owner has stopped to claim a slot outlives its reason).
 */
final class Untold {

    private static final Logger LOG = LoggerFactory.getLogger(Untold.class);

    private Untold() {}

    /** Tells them NODE, as long as no node but the expected owner claims the slot itself; a node that holds keys of what it owns refuses anyway. */
    static void tell(Session session, ClusterTopology topology, List<SlotMove> done) {
        for (SlotMove move : done) {
            String owner = topology.primaryIdOf(move.to());
            TreeMap<String, List<Integer>> untold = new TreeMap<>();
            for (Node primary : topology.primaries()) {
                if (topology.answered(primary.id())) {
                    int[] seen = topology.ownersAccordingTo(primary.id());
                    int expected = topology.ids().indexOf(owner);
                    move.slots().stream()
                            .filter(slot -> seen[slot] != expected && !claimedByAnother(topology, slot, owner))
                            .forEach(slot -> untold.computeIfAbsent(primary.id(), id -> new ArrayList<>())
                                    .add(slot));
                }
            }
            untold.forEach((node, slots) -> tell(session, node, SlotSet.of(slots), owner));
        }
    }

    private static boolean claimedByAnother(ClusterTopology topology, int slot, String owner) {
        return topology.primaries().stream()
                .anyMatch(node -> !node.id().equals(owner) && node.slots().contains(slot));
    }

    private static void tell(Session session, String node, SlotSet slots, String owner) {
        try {
            SlotSet told = new SetSlot(session.controls(node, slots.count()), StepClock.step()).node(slots, owner);
            LOG.info("told {} who owns {}: {}", Session.shortId(node), told, Session.shortId(owner));
        } catch (NodeException e) {
            LOG.info("not told yet: {}", e.getMessage());
        }
    }
}
