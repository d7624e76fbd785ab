package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Slots that nobody owns, that two own, or on whose owner the nodes do not agree. */
final class OwnershipFindings {

    private final ClusterTopology topology;
    private final Findings findings;

    OwnershipFindings(ClusterTopology topology, Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    /** @param explained slots that another finding explains already, for example half-finalised ones */
    void find(SlotSet explained) {
        SlotSet all = SlotSet.range(0, SlotRange.SLOT_COUNT - 1);
        SlotSet uncovered = all.minus(topology.covered()).minus(explained);
        if (topology.observers().isEmpty()) {
            return;
        }
        if (!uncovered.isEmpty()) {
            findings.add(
                    "uncovered-slot",
                    Severity.ERROR,
                    uncovered,
                    List.of(),
                    "Nobody owns " + Findings.slots(uncovered) + ": clients get CLUSTERDOWN for every key there",
                    "If no node holds keys of them (CLUSTER COUNTKEYSINSLOT), give them to one primary with CLUSTER ADDSLOTS");
        } else if (topology.covered().equals(all)) {
            long owners = topology.primaries().stream()
                    .filter(node -> !topology.slotsOf(node.id()).isEmpty())
                    .count();
            findings.add(
                    "full-coverage",
                    Severity.INFO,
                    List.of(),
                    "All 16384 slots have an owner; " + owners + (owners == 1 ? " primary owns" : " primaries own")
                            + " slots",
                    "Nothing to do");
        }
        SlotSet contested = twoOwners(explained);
        disagreement(explained.plus(contested));
    }

    private SlotSet twoOwners(SlotSet explained) {
        TreeMap<Integer, List<Node>> claimants = new TreeMap<>();
        SlotSet seen = SlotSet.EMPTY;
        SlotSet contested = SlotSet.EMPTY;
        List<Node> own = topology.primaries().stream()
                .filter(node -> topology.answered(node.id()))
                .toList();
        for (Node node : own) {
            contested = contested.plus(node.slots().and(seen));
            seen = seen.plus(node.slots());
        }
        contested = contested.minus(explained);
        for (Node node : own) {
            contested.and(node.slots()).forEach(slot -> claimants
                    .computeIfAbsent(slot, s -> new ArrayList<>())
                    .add(node));
        }
        Map<List<Node>, BitSet> groups = new LinkedHashMap<>();
        claimants.forEach((slot, nodes) ->
                groups.computeIfAbsent(nodes, n -> new BitSet()).set(slot));
        groups.forEach((nodes, bits) -> {
            SlotSet slots = SlotSet.of(bits);
            findings.add(
                    "two-owners",
                    Severity.ERROR,
                    slots,
                    Findings.labels(nodes),
                    "Each of " + Findings.names(nodes) + " says that it owns " + Findings.slots(slots)
                            + ": clients may write to both, and all but the one with the highest config epoch will delete their keys",
                    "Do not raise any config epoch; compare CLUSTER COUNTKEYSINSLOT on them and save the keys of the one with the lower epoch first");
        });
        return contested;
    }

    private void disagreement(SlotSet explained) {
        List<String> observers = topology.observers();
        List<int[]> views = observers.stream().map(topology::ownersAccordingTo).toList();
        // One character per observer: the owner's index in its view. Equal strings are equal disagreements.
        Map<String, BitSet> groups = new LinkedHashMap<>();
        for (int slot = 0; slot < SlotRange.SLOT_COUNT; slot++) {
            if (!explained.contains(slot) && !unanimous(views, slot)) {
                StringBuilder column = new StringBuilder();
                for (int[] view : views) {
                    column.append((char) (view[slot] + 1));
                }
                groups.computeIfAbsent(column.toString(), c -> new BitSet()).set(slot);
            }
        }
        groups.forEach((column, bits) -> report(observers, column, SlotSet.of(bits)));
    }

    private static boolean unanimous(List<int[]> views, int slot) {
        int first = views.get(0)[slot];
        for (int[] view : views) {
            if (view[slot] != first) {
                return false;
            }
        }
        return true;
    }

    private void report(List<String> observers, String column, SlotSet slots) {
        TreeMap<Integer, List<String>> byOwner = new TreeMap<>();
        for (int i = 0; i < observers.size(); i++) {
            byOwner.computeIfAbsent(column.charAt(i) - 1, owner -> new ArrayList<>())
                    .add(Findings.label(topology, observers.get(i)));
        }
        List<Map.Entry<Integer, List<String>>> parties = new ArrayList<>(byOwner.entrySet());
        parties.sort(Comparator.comparingInt(party -> party.getValue().size()));
        List<String> said = parties.stream()
                .limit(Findings.SHOWN_MAX)
                .map(party -> Sentence.list(party.getValue(), 1)
                        + Findings.verb(party.getValue().size(), " says ", " say ")
                        + owner(party.getKey()))
                .toList();
        List<String> minority = parties.subList(0, parties.size() - 1).stream()
                .flatMap(party -> party.getValue().stream())
                .toList();
        findings.add(
                "owner-disagreement",
                Severity.ERROR,
                slots,
                minority,
                "The nodes do not agree who owns " + Findings.slots(slots) + ": " + String.join("; ", said)
                        + "; clients may be sent to and fro",
                "Wait a few seconds for gossip and look again; if it stays, compare CLUSTER NODES on the nodes named");
    }

    private String owner(int index) {
        return index < 0 ? "nobody" : Findings.label(topology, topology.ids().get(index));
    }
}
