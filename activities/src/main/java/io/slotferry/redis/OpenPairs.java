package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.OpenSlot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Open slots as moves in the direction of their marks, grouped per source and target. */
final class OpenPairs {

    private OpenPairs() {}

    static List<SlotMove> of(ClusterTopology topology) {
        TreeMap<Integer, Set<SlotMove>> bySlot = new TreeMap<>();
        for (OpenSlot open : topology.openSlots()) {
            // A mark that names a replica was set before a failover: its primary is meant.
            String peer = topology.primaryIdOf(open.peerId());
            String from = open.migrating() ? open.nodeId() : peer;
            String to = open.migrating() ? peer : open.nodeId();
            // A mark that points to nobody has no direction to finish: that is a repair.
            if (!from.equals(to) && primary(topology, from) && primary(topology, to)) {
                bySlot.computeIfAbsent(open.slot(), slot -> new LinkedHashSet<>())
                        .add(new SlotMove(SlotSet.of(open.slot()), from, to));
            }
        }
        TreeMap<String, SlotMove> pairs = new TreeMap<>();
        bySlot.values().stream()
                .flatMap(moves -> ofOwner(topology, moves).stream())
                .forEach(move -> pairs.merge(
                        move.from() + move.to(),
                        move,
                        (a, b) -> new SlotMove(a.slots().plus(b.slots()), a.from(), a.to())));
        return new ArrayList<>(pairs.values());
    }

    /** Without what a former primary of the source's shard still shows, if the owner shows the slot as open itself. */
    private static List<SlotMove> ofOwner(ClusterTopology topology, Set<SlotMove> moves) {
        List<SlotMove> sound = moves.stream()
                .filter(move -> topology.ownerOf(move.slots().first())
                        .filter(owner ->
                                owner.id().equals(move.from()) || owner.id().equals(move.to()))
                        .isPresent())
                .toList();
        return sound.isEmpty() ? List.copyOf(moves) : sound;
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
