package io.slotferry.repair;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cuts the views of all nodes into slots. */
final class SlotStates {

    private final ClusterTopology topology;
    private final SlotKeys keys;
    private final List<Node> answering;
    private final TreeMap<String, int[]> views = new TreeMap<>();
    private final TreeMap<String, Long> epochs = new TreeMap<>();
    private final Map<Integer, List<OpenSlot>> marks = new TreeMap<>();
    private final Map<Integer, List<OpenSlot>> shown = new TreeMap<>();
    private final Map<Integer, List<OpenSlot>> replicaMarks = new TreeMap<>();

    SlotStates(ClusterTopology topology, SlotKeys keys) {
        this.topology = topology;
        this.keys = keys;
        this.answering = topology.primaries().stream()
                .filter(node -> topology.answered(node.id()))
                .toList();
        topology.observers().forEach(id -> views.put(id, topology.ownersAccordingTo(id)));
        topology.primaries().forEach(node -> epochs.put(node.id(), node.configEpoch()));
        topology.openSlots().forEach(mark -> list(marks, mark).add(mark));
        topology.shownMarks().forEach(mark -> list(shown, mark).add(mark));
        topology.replicaMarks().forEach(mark -> list(replicaMarks, mark).add(mark));
    }

    static List<SlotState> of(ClusterTopology topology, SlotKeys keys, SlotSet slots) {
        SlotStates states = new SlotStates(topology, keys);
        List<SlotState> all = new ArrayList<>();
        slots.forEach(slot -> all.add(states.at(slot)));
        return all;
    }

    private static List<OpenSlot> list(Map<Integer, List<OpenSlot>> bySlot, OpenSlot mark) {
        return bySlot.computeIfAbsent(mark.slot(), slot -> new ArrayList<>());
    }

    private SlotState at(int slot) {
        TreeMap<String, Long> claims = new TreeMap<>();
        TreeMap<String, Long> held = new TreeMap<>();
        for (Node node : answering) {
            if (node.slots().contains(slot)) {
                claims.put(node.id(), node.configEpoch());
            }
            long count = keys.at(node.id(), slot);
            if (count > 0) {
                held.put(node.id(), count);
            }
        }
        TreeMap<String, String> sees = new TreeMap<>();
        TreeMap<String, Integer> votes = new TreeMap<>();
        views.forEach((observer, owners) -> {
            String owner = owners[slot] < 0 ? "" : topology.ids().get(owners[slot]);
            sees.put(observer, owner);
            if (!owner.isEmpty()) {
                votes.merge(owner, 1, Integer::sum);
            }
        });
        String most = votes.keySet().stream()
                .reduce((a, b) -> votes.getOrDefault(b, 0) > votes.getOrDefault(a, 0) ? b : a)
                .orElse("");
        TreeMap<String, String> migrating = new TreeMap<>();
        TreeMap<String, String> importing = new TreeMap<>();
        boolean given = claims.keySet().stream().noneMatch(held::containsKey);
        // A source that still holds keys gave nothing yet: then a name that is not its own is a stray one (see Strays).
        for (OpenSlot mark : (given ? marks : shown).getOrDefault(slot, List.of())) {
            // What only echoes the owner has not begun to move, whatever its mark says.
            if (topology.answered(mark.nodeId()) && !keys.isEcho(mark.nodeId(), slot)) {
                (mark.migrating() ? migrating : importing).put(mark.nodeId(), mark.peerId());
            }
        }
        return new SlotState(
                slot,
                claims,
                claims.isEmpty() ? epochs : claims,
                sees,
                migrating,
                importing,
                alone(slot),
                held,
                claims.isEmpty() ? most : "");
    }

    /** Marks that only a replica shows. */
    private TreeMap<String, String> alone(int slot) {
        TreeMap<String, String> alone = new TreeMap<>();
        for (OpenSlot mark : replicaMarks.getOrDefault(slot, List.of())) {
            String primary = topology.node(mark.nodeId())
                    .flatMap(topology::findPrimaryOf)
                    .map(Node::id)
                    .orElse("");
            boolean shared = marks.getOrDefault(slot, List.of()).stream()
                    .anyMatch(own -> own.nodeId().equals(primary));
            if (!primary.isEmpty() && topology.answered(mark.nodeId()) && !shared) {
                alone.put(mark.nodeId(), primary);
            }
        }
        return alone;
    }
}
