package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotRange;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import io.slotferry.topology.ServerVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the nodes report of themselves: state of the cluster, versions, migrations by the server itself. */
final class StateFindings {

    private final ClusterTopology topology;
    private final Findings findings;

    StateFindings(ClusterTopology topology, Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    void find() {
        clusterDown();
        versionsMixed();
        for (Node node : topology.nodes()) {
            List<String> jobs = topology.observation(node.id())
                    .map(NodeObservation::nativeMigrations)
                    .orElse(List.of());
            if (!jobs.isEmpty()) {
                findings.add(
                        "native-migration",
                        Severity.WARNING,
                        List.of(node),
                        node.label() + " runs " + Sentence.count(jobs.size(), "slot migration")
                                + " of the server itself: " + jobs.get(0),
                        "Wait until CLUSTER GETSLOTMIGRATIONS shows none running, or stop them with CLUSTER CANCELSLOTMIGRATIONS on the source");
            }
        }
    }

    private void clusterDown() {
        List<Node> down = topology.nodes().stream()
                .filter(node -> topology.observation(node.id())
                        .map(o -> o.clusterInfo().getOrDefault("cluster_state", "ok"))
                        .filter(state -> !state.equals("ok"))
                        .isPresent())
                .toList();
        if (!down.isEmpty()) {
            findings.add(
                    "cluster-down",
                    Severity.ERROR,
                    down,
                    "cluster_state is fail on " + Findings.names(down) + ", so "
                            + Findings.verb(down.size(), "it refuses", "they refuse") + " clients' commands; "
                            + why(down.get(0)),
                    "Mend the cause first: start the nodes that are down, cover the slots that nobody owns; then look again");
        }
    }

    private String why(Node down) {
        List<String> reasons = new ArrayList<>();
        int uncovered = SlotRange.SLOT_COUNT - topology.covered().count();
        if (uncovered > 0) {
            reasons.add(
                    Sentence.count(uncovered, "slot") + " " + Findings.verb(uncovered, "has", "have") + " no owner");
        }
        List<Node> lost = topology.primaries().stream()
                .filter(node -> !topology.answered(node.id()))
                .filter(node -> !topology.slotsOf(node.id()).isEmpty())
                .toList();
        if (!lost.isEmpty()) {
            reasons.add(Findings.names(lost) + Findings.verb(lost.size(), " does", " do") + " not answer");
        }
        if (reasons.isEmpty()) {
            Map<String, String> told = topology.observation(down.id())
                    .map(NodeObservation::clusterInfo)
                    .orElse(Collections.emptyMap());
            reasons.add("it sees " + told.getOrDefault("cluster_slots_assigned", "?") + " slots assigned, "
                    + told.getOrDefault("cluster_slots_fail", "?") + " of them failed, "
                    + told.getOrDefault("cluster_slots_pfail", "?") + " suspected");
        }
        return String.join(" and ", reasons);
    }

    private void versionsMixed() {
        TreeMap<String, List<Node>> byVersion = new TreeMap<>();
        for (Node node : topology.nodes()) {
            Optional<ServerVersion> version = topology.observation(node.id()).flatMap(o -> new NodeFacts(o).version());
            version.ifPresent(v -> byVersion
                    .computeIfAbsent(v.toString(), text -> new ArrayList<>())
                    .add(node));
        }
        if (byVersion.size() > 1) {
            List<String> parts = byVersion.entrySet().stream()
                    .map(e -> e.getKey() + " on "
                            + (e.getValue().size() == 1
                                    ? e.getValue().get(0).label()
                                    : e.getValue().size() + " nodes"))
                    .toList();
            findings.add(
                    "versions-mixed",
                    Severity.WARNING,
                    List.of(),
                    "The nodes run different servers: " + Sentence.list(parts, Findings.SHOWN_MAX)
                            + "; slots can only move to the same or a newer one",
                    "Finish the upgrade before moving slots, or move only towards newer nodes");
        }
    }
}
