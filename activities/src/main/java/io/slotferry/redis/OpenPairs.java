package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.OpenMark;
import io.slotferry.topology.OpenSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Open slots as moves in the direction of their marks, grouped per source and target. */
final class OpenPairs {

    private OpenPairs() {}

    static List<SlotMove> of(ClusterTopology topology) {
        TreeMap<String, SlotMove> pairs = new TreeMap<>();
        for (OpenSlot open : topology.openSlots()) {
            boolean leaving = open.direction() == OpenMark.Direction.MIGRATING;
            String from = leaving ? open.nodeId() : open.peerId();
            String to = leaving ? open.peerId() : open.nodeId();
            SlotMove move = new SlotMove(SlotSet.of(open.slot()), from, to);
            if (!primary(topology, from) || !primary(topology, to)) {
                // A mark that points to a replica or to nobody has no direction to finish: that is a repair.
                continue;
            }
            pairs.merge(from + to, move, (a, b) -> new SlotMove(a.slots().plus(b.slots()), from, to));
        }
        return new ArrayList<>(pairs.values());
    }

    private static boolean primary(ClusterTopology topology, String id) {
        return topology.node(id)
                .filter(node -> node.primary() && !node.has(NodeFlag.FAIL))
                .isPresent();
    }

    /** The part of these open slots that earlier runs had planned in the same direction. */
    static List<SlotMove> ours(List<SlotMove> open, List<SlotMove> planned) {
        List<SlotMove> ours = new ArrayList<>();
        for (SlotMove pair : open) {
            SlotSet slots = planned.stream()
                    .filter(move -> sameWay(move, pair) || sameWay(move.reversed(), pair))
                    .map(SlotMove::slots)
                    .reduce(SlotSet.EMPTY, SlotSet::plus)
                    .and(pair.slots());
            if (!slots.isEmpty()) {
                ours.add(new SlotMove(slots, pair.from(), pair.to()));
            }
        }
        return ours;
    }

    static SlotSet slots(List<SlotMove> moves) {
        return moves.stream().map(SlotMove::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    private static boolean sameWay(SlotMove a, SlotMove b) {
        return Map.entry(a.from(), a.to()).equals(Map.entry(b.from(), b.to()));
    }
}
