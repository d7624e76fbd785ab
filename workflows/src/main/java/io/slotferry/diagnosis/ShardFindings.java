package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How primaries and replicas fit together. */
final class ShardFindings {

    private static final int SHARES_SHOWN_MAX = 8;

    private final ClusterTopology topology;
    private final Findings findings;

    ShardFindings(ClusterTopology topology, Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    void find() {
        for (Node replica : topology.replicas()) {
            if (topology.findPrimaryOf(replica).isEmpty()) {
                findings.add(
                        "replica-of-nothing",
                        Severity.WARNING,
                        List.of(replica),
                        replica.label()
                                + " is a replica of a node that nobody knows: it protects no slots and serves no reads",
                        "Give it a primary with CLUSTER REPLICATE <node id> on it, or take it out with CLUSTER FORGET");
            }
        }
        withoutReplica();
        epochCollision();
        size();
    }

    private void size() {
        List<Node> owners = topology.primaries().stream()
                .filter(node -> !topology.slotsOf(node.id()).isEmpty())
                .toList();
        List<String> shares = owners.stream()
                .map(node -> node.address() + " " + topology.slotsOf(node.id()).count())
                .toList();
        if (!topology.observers().isEmpty()) {
            findings.add(
                    "cluster-size",
                    Severity.INFO,
                    List.of(),
                    Sentence.count(topology.nodes().size(), "node") + ", "
                            + Sentence.count(topology.primaries().size(), "primary")
                                    .replace("primarys", "primaries")
                            + ", " + Sentence.count(topology.replicas().size(), "replica") + "; slots of each shard: "
                            + Sentence.list(shares, SHARES_SHOWN_MAX),
                    "Nothing to do");
        }
    }

    private void withoutReplica() {
        List<Node> alone = topology.primaries().stream()
                .filter(node -> !topology.slotsOf(node.id()).isEmpty())
                .filter(node -> topology.replicasOf(node.id()).stream().allMatch(r -> r.has(NodeFlag.FAIL)))
                .toList();
        if (!alone.isEmpty()) {
            findings.add(
                    "primary-without-replica",
                    Severity.INFO,
                    alone,
                    Findings.names(alone) + Findings.verb(alone.size(), " has", " have")
                            + " no replica: if one dies, clients lose its slots until it is back",
                    "Add a replica with CLUSTER REPLICATE if these slots must survive a dead node");
        }
    }

    private void epochCollision() {
        TreeMap<Long, List<Node>> byEpoch = new TreeMap<>();
        for (Node node : topology.primaries()) {
            // Nodes that own nothing and never did all start at 0; that collides with nobody's slots.
            boolean counts =
                    node.configEpoch() > 0 || !topology.slotsOf(node.id()).isEmpty();
            if (counts && !node.has(NodeFlag.FAIL)) {
                byEpoch.computeIfAbsent(node.configEpoch(), epoch -> new ArrayList<>())
                        .add(node);
            }
        }
        byEpoch.forEach((epoch, nodes) -> {
            if (nodes.size() > 1) {
                findings.add(
                        "epoch-collision",
                        Severity.WARNING,
                        nodes,
                        Findings.names(nodes) + " have the same config epoch " + epoch
                                + ": if they claim the same slot nobody can tell whose claim is newer",
                        "Wait a few seconds, the nodes settle this by themselves; if it stays, check the cluster bus between them");
            }
        });
    }
}
