package io.slotferry.diagnosis;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenSlot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the marks of all primaries slot by slot and says what they mean. */
final class MarkReader {

    private final ClusterTopology topology;
    private final Map<Key, BitSet> groups = new LinkedHashMap<>();

    private record Key(MarkPattern pattern, List<String> nodeIds) {}

    private MarkReader(ClusterTopology topology) {
        this.topology = topology;
    }

    static List<MarkGroup> groups(ClusterTopology topology) {
        MarkReader reader = new MarkReader(topology);
        TreeMap<Integer, List<OpenSlot>> bySlot = new TreeMap<>();
        for (OpenSlot mark : topology.openSlots()) {
            bySlot.computeIfAbsent(mark.slot(), slot -> new ArrayList<>()).add(mark);
        }
        bySlot.forEach(reader::read);
        List<MarkGroup> groups = new ArrayList<>();
        reader.groups.forEach(
                (key, slots) -> groups.add(new MarkGroup(key.pattern(), key.nodeIds(), SlotSet.of(slots))));
        return groups;
    }

    private void read(int slot, List<OpenSlot> marks) {
        List<OpenSlot> sound = new ArrayList<>();
        for (OpenSlot mark : marks) {
            Optional<MarkPattern> broken = broken(mark);
            if (broken.isPresent()) {
                put(slot, broken.get(), mark.nodeId(), mark.peerId());
            } else {
                sound.add(mark);
            }
        }
        Optional<OpenSlot> opposite = sound.stream()
                .filter(mark -> mark.nodeId().compareTo(mark.peerId()) < 0)
                .filter(mark -> has(sound, mark.peerId(), mark.migrating(), mark.nodeId()))
                .findFirst();
        List<String> importers = sound.stream()
                .filter(mark -> !mark.migrating())
                .map(OpenSlot::nodeId)
                .toList();
        if (opposite.isPresent()) {
            put(
                    slot,
                    MarkPattern.OPPOSITE_MARKS,
                    opposite.get().nodeId(),
                    opposite.get().peerId());
        } else if (importers.size() > 1) {
            put(slot, MarkPattern.SEVERAL_IMPORTERS, importers.toArray(String[]::new));
        } else {
            sound.forEach(mark -> readOne(slot, mark, sound));
        }
    }

    private Optional<MarkPattern> broken(OpenSlot mark) {
        Optional<Node> peer = topology.node(mark.peerId());
        if (mark.peerId().equals(mark.nodeId())) {
            return Optional.of(MarkPattern.MARK_TO_SELF);
        }
        if (peer.isEmpty() || (!peer.get().primary() && !peer.get().replica())) {
            return Optional.of(MarkPattern.MARK_TO_UNKNOWN_NODE);
        }
        if (peer.get().replica()) {
            return Optional.of(MarkPattern.MARK_TO_REPLICA);
        }
        return topology.answered(mark.peerId()) ? Optional.empty() : Optional.of(MarkPattern.MARK_TO_FAILED_NODE);
    }

    private void readOne(int slot, OpenSlot mark, List<OpenSlot> marks) {
        String source = mark.migrating() ? mark.nodeId() : mark.peerId();
        String target = mark.migrating() ? mark.peerId() : mark.nodeId();
        boolean both = has(marks, mark.peerId(), !mark.migrating(), mark.nodeId());
        if (both && !mark.migrating()) {
            return;
        }
        Optional<String> owner = topology.ownerOf(slot).map(Node::id);
        boolean third = owner.isPresent() && Stream.of(source, target).noneMatch(owner.get()::equals);
        if (third) {
            put(slot, MarkPattern.STALE_MARK, mark.nodeId(), mark.peerId());
        } else if (claims(target, slot)
                || (!claims(source, slot) && (both || (!mark.migrating() && told(source, target, slot))))) {
            put(slot, MarkPattern.HALF_FINALISED, source, target);
        } else if (both) {
            put(slot, MarkPattern.OPEN_SLOT, source, target);
        } else {
            MarkPattern alone = mark.migrating() ? MarkPattern.MIGRATING_ONLY : MarkPattern.IMPORTING_ONLY;
            put(slot, alone, mark.nodeId(), mark.peerId());
        }
    }

    private boolean claims(String nodeId, int slot) {
        return topology.node(nodeId).filter(node -> node.slots().contains(slot)).isPresent();
    }

    private boolean told(String source, String target, int slot) {
        return Explained.told(topology, source, target).contains(slot);
    }

    private static boolean has(List<OpenSlot> marks, String at, boolean migrating, String towards) {
        return marks.stream()
                .anyMatch(mark -> mark.nodeId().equals(at)
                        && mark.migrating() == migrating
                        && mark.peerId().equals(towards));
    }

    private void put(int slot, MarkPattern pattern, String... nodeIds) {
        groups.computeIfAbsent(new Key(pattern, List.of(nodeIds)), key -> new BitSet())
                .set(slot);
    }
}
