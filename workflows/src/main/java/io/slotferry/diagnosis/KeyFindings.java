package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.Sentence;
import io.slotferry.topology.SlotKeys;
import java.util.List;
import java.util.TreeMap;

/** Keys that clients cannot reach: on a node that does not own their slot and shows no mark that leads there, or in a slot that nobody owns. */
final class KeyFindings {

    private final ClusterTopology topology;
    private final SlotKeys keys;
    private final Findings findings;

    KeyFindings(ClusterTopology topology, SlotKeys keys, Findings findings) {
        this.topology = topology;
        this.keys = keys;
        this.findings = findings;
    }

    /** @param groups what the marks mean: a stale one leads nowhere */
    void find(List<MarkGroup> groups) {
        TreeMap<String, SlotSet> marked = new TreeMap<>();
        // Clients are sent there with ASK, and an importer serves them whoever its own mark names.
        TreeMap<String, SlotSet> asked = new TreeMap<>();
        for (OpenSlot mark : topology.openSlots()) {
            marked.merge(mark.nodeId(), SlotSet.of(mark.slot()), SlotSet::plus);
            if (mark.migrating()) {
                asked.merge(mark.peerId(), SlotSet.of(mark.slot()), SlotSet::plus);
            }
        }
        for (MarkGroup group : groups) {
            if (group.pattern() == MarkPattern.STALE_MARK) {
                marked.computeIfPresent(
                        group.nodeIds().get(0),
                        (id, slots) -> slots.minus(group.slots().minus(asked.getOrDefault(id, SlotSet.EMPTY))));
            }
        }
        for (Node node : topology.primaries()) {
            SlotSet stranded = keys.heldBy(node.id())
                    .and(topology.covered())
                    .minus(node.slots())
                    .minus(marked.getOrDefault(node.id(), SlotSet.EMPTY));
            if (!stranded.isEmpty()) {
                stranded(node, stranded);
            }
        }
    }

    private void stranded(Node node, SlotSet slots) {
        findings.add(
                "stranded-keys",
                Severity.ERROR,
                slots,
                Findings.labels(List.of(node)),
                node.label() + " holds " + Sentence.count(keys.sum(node.id(), slots), "key") + " of "
                        + Findings.slots(slots)
                        + ", which it does not own and no mark leads to: clients read nil for them, and a restart of a"
                        + " Valkey node deletes them",
                "Bring them home: " + Diagnosis.repairCommand(slots) + "; do not restart " + node.address()
                        + " before");
    }
}
