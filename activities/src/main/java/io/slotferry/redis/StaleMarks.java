package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.OpenSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks of a moved slot on a primary that does not own it. Who stood for source or target for a while and was failed over again may stay a primary, without slots and with its marks, and nobody's SETSLOT NODE reaches it as one of the two. STABLE there touches no key and no owner; a node that holds keys of the slot keeps its mark (I6). An owner that shows its own slot as importing has a guard ({@link Taking}) from the primary it replaced: that one means nothing any more.
 */
final class StaleMarks {

    private static final Logger LOG = LoggerFactory.getLogger(StaleMarks.class);

    private StaleMarks() {}

    /** @param clock started before the look at the nodes (I11) */
    static void clear(Session session, ClusterTopology topology, List<SlotMove> done, StepClock clock) {
        TreeMap<String, List<Integer>> stale = new TreeMap<>();
        TreeMap<String, List<Integer>> owned = new TreeMap<>();
        SlotSet moved = OpenPairs.slots(done);
        for (OpenSlot mark : topology.openSlots()) {
            if (!mark.migrating() && claims(topology, mark) && moved.contains(mark.slot())) {
                owned.computeIfAbsent(mark.nodeId(), id -> new ArrayList<>()).add(mark.slot());
            } else if (ownedElsewhere(topology, mark) && done.stream().anyMatch(move -> leftBy(topology, move, mark))) {
                stale.computeIfAbsent(mark.nodeId(), id -> new ArrayList<>()).add(mark.slot());
            }
        }
        stale.forEach((node, slots) -> orLater(() -> {
            SlotSet empty =
                    SlotView.observeBoth(session, node, node, SlotSet.of(slots)).where(seen -> seen.sourceKeys() == 0);
            clear(session, node, empty, clock);
        }));
        owned.forEach((node, slots) -> orLater(() -> clear(session, node, SlotSet.of(slots), clock)));
    }

    private static void clear(Session session, String node, SlotSet slots, StepClock clock) {
        SlotSet cleared = new SetSlot(session.controls(node, slots.count()), clock).stable(slots);
        LOG.info("cleared what {} still showed and nothing needs: {}", Session.shortId(node), cleared);
    }

    private static void orLater(Runnable clearing) {
        try {
            clearing.run();
        } catch (NodeException e) {
            LOG.info("stale marks stay for now: {}", e.getMessage());
        }
    }

    private static boolean claims(ClusterTopology topology, OpenSlot mark) {
        return topology.node(mark.nodeId())
                .filter(node -> node.slots().contains(mark.slot()))
                .isPresent();
    }

    private static boolean ownedElsewhere(ClusterTopology topology, OpenSlot mark) {
        return !claims(topology, mark)
                && topology.ownerOf(mark.slot())
                        .filter(owner -> !owner.id().equals(mark.nodeId()))
                        .isPresent();
    }

    /** In the direction of our move: whoever opens the slot anew now imports it from our target. */
    private static boolean leftBy(ClusterTopology topology, SlotMove move, OpenSlot mark) {
        String end = mark.migrating() ? move.to() : move.from();
        return move.slots().contains(mark.slot())
                && topology.primaryIdOf(end).equals(topology.primaryIdOf(mark.peerId()));
    }
}
