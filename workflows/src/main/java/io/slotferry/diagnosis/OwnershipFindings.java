package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Inheritance;
import io.slotferry.topology.Node;
import io.slotferry.topology.Sentence;
import io.slotferry.topology.SlotKeys;
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
    private final SlotKeys keys;
    private final Findings findings;

    OwnershipFindings(ClusterTopology topology, SlotKeys keys, Findings findings) {
        this.topology = topology;
        this.keys = keys;
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
            uncovered(uncovered);
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
        deadOwners();
        SlotSet contested = twoOwners(explained);
        disagreement(explained.plus(contested));
    }

    /** One finding for all slots whose keys are on the same nodes: what to do about them is the same. */
    private void uncovered(SlotSet uncovered) {
        Map<List<String>, BitSet> byHolders = new LinkedHashMap<>();
        uncovered.forEach(slot -> byHolders
                .computeIfAbsent(keys.holders(slot), holders -> new BitSet())
                .set(slot));
        byHolders.forEach((holders, bits) -> {
            SlotSet slots = SlotSet.of(bits);
            List<String> labels =
                    holders.stream().map(id -> Findings.label(topology, id)).toList();
            findings.add(
                    holders.isEmpty()
                            ? "uncovered-slot"
                            : holders.size() == 1 ? "uncovered-slot-with-keys" : "uncovered-slot-keys-spread",
                    Severity.ERROR,
                    slots,
                    labels,
                    "Nobody owns " + Findings.slots(slots) + ": clients get CLUSTERDOWN for every key there"
                            + (labels.isEmpty()
                                    ? ""
                                    : "; keys of it are on " + Sentence.list(labels, Findings.SHOWN_MAX))
                            + silentHolders(),
                    (labels.isEmpty()
                                    ? "If the cluster was told to forget a node, name that one in --cluster too. "
                                    : "")
                            + "See what would be done with ./slotferry repair --dry-run, then repair with --consent and this"
                            + " finding's id");
        });
    }

    private String silentHolders() {
        List<String> silent = topology.primaries().stream()
                .filter(node -> !topology.answered(node.id()))
                .map(Node::label)
                .toList();
        return silent.isEmpty()
                ? ""
                : "; " + Sentence.list(silent, Findings.SHOWN_MAX) + Findings.verb(silent.size(), " does", " do")
                        + " not answer and may hold keys of it";
    }

    private void deadOwners() {
        for (Node owner : topology.primaries()) {
            SlotSet slots = topology.slotsOf(owner.id());
            if (!topology.answered(owner.id()) && owner.gone() && topology.givenUp(owner) && !slots.isEmpty()) {
                List<Node> heirs = topology.replicasOf(owner.id()).stream()
                        .filter(replica -> topology.answered(replica.id()))
                        .toList();
                List<String> silent = topology.silentReplicasOf(owner.id());
                findings.add(
                        heirs.isEmpty() && silent.isEmpty() ? "owner-dead" : "owner-dead-replica",
                        Severity.ERROR,
                        slots,
                        List.of(owner.label()),
                        "The owner of " + Findings.slots(slots) + ", " + owner.label()
                                + ", is dead and no replica took over: clients cannot use them"
                                + replicas(heirs, silent),
                        "Start it again; or see what would be done with ./slotferry repair --dry-run and consent to it");
            }
        }
    }

    private String replicas(List<Node> heirs, List<String> silent) {
        return heirs.isEmpty() && silent.isEmpty()
                ? "; its keys are nowhere else"
                : silent.isEmpty()
                        ? doubtful(heirs)
                        : "; its replica " + Findings.label(topology, silent.get(0))
                                + " may hold its keys and does not answer";
    }

    private String doubtful(List<Node> heirs) {
        Inheritance inheritance = new Inheritance(topology);
        return heirs.stream().allMatch(heir -> inheritance.doubtful(heir.id()))
                ? "; " + heirs.get(0).label() + " follows it, but was not linked to it since it started or was told to,"
                        + " and may have none of its keys"
                : "";
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
        // The column has one claim of its own: how many of the others have heard of it?
        List<Node> claimants = topology.primaries().stream()
                .filter(node -> topology.answered(node.id()) && node.slots().containsAll(slots))
                .toList();
        int told = claimants.size() == 1
                ? byOwner.getOrDefault(topology.ids().indexOf(claimants.get(0).id()), List.of())
                                .size()
                        - 1
                : observers.size();
        boolean unheard = told * 2 < observers.size() - 1;
        findings.add(
                unheard ? "owner-not-broadcast" : "owner-disagreement",
                Severity.ERROR,
                slots,
                unheard ? Findings.labels(claimants) : minority,
                (unheard
                                ? claimants.get(0).label() + " owns " + Findings.slots(slots)
                                        + ", but most nodes do not know it: "
                                : "The nodes do not agree who owns " + Findings.slots(slots) + ": ")
                        + String.join("; ", said) + "; clients may be sent to and fro",
                "Wait a few seconds for gossip and look again; if it stays: " + Diagnosis.repairCommand(slots));
    }

    private String owner(int index) {
        return index < 0 ? "nobody" : Findings.label(topology, topology.ids().get(index));
    }
}
