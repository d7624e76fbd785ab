package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.NodeObservation;
import java.util.List;
import java.util.TreeSet;

/** Nodes that cannot be reached, that others give up on, or that are not fully part of the cluster. */
final class NodeFindings {

    private final ClusterTopology topology;
    private final Findings findings;

    NodeFindings(ClusterTopology topology, Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    void find() {
        for (Node node : topology.nodes()) {
            if (topology.answered(node.id())) {
                failing(node);
                unsaved(node);
            } else if (node.has(NodeFlag.NOADDR) || node.port() == 0) {
                noAddress(node);
            } else {
                unreachable(node);
            }
        }
        topology.strangers().forEach(this::stranger);
        TreeSet<String> handshakes = new TreeSet<>();
        topology.handshakes().forEach(node -> handshakes.add(node.address()));
        handshakes.forEach(address -> findings.add(
                "node-handshake",
                Severity.WARNING,
                SlotSet.EMPTY,
                List.of(address),
                "The cluster is still shaking hands with " + address
                        + ": it was told to meet it, but has no answer yet; clients do not see it",
                "Wait a few seconds; if it stays, check that " + address
                        + " runs in cluster mode and that its bus port can be reached"));
    }

    private void failing(Node node) {
        List<String> failed = topology.flaggedBy(node.id(), NodeFlag.FAIL);
        List<String> suspected = topology.flaggedBy(node.id(), NodeFlag.PFAIL);
        if (!failed.isEmpty() || !suspected.isEmpty()) {
            boolean declared = !failed.isEmpty();
            findings.add(
                    "node-failing",
                    declared ? Severity.ERROR : Severity.WARNING,
                    List.of(node),
                    node.label() + " answers us, but is " + (declared ? "declared failed" : "suspected to have failed")
                            + " by " + (declared ? failed : suspected).size() + " of "
                            + topology.observers().size() + " nodes"
                            + (declared ? ": they do not count on it, and a replica may take its place" : ""),
                    "Check the cluster bus between " + node.label()
                            + " and the others (client port + 10000, or cluster-port)");
        }
    }

    private void unsaved(Node node) {
        if (node.primary()
                && topology.observation(node.id())
                        .filter(seen -> new NodeFacts(seen).refusesWrites())
                        .isPresent()) {
            findings.add(
                    "cannot-persist",
                    Severity.ERROR,
                    List.of(node),
                    node.label()
                            + " cannot write to its disk and refuses every write of clients (MISCONF), and the keys"
                            + " that a move would bring",
                    "Its log says why; do not restart it before it has saved. CONFIG SET stop-writes-on-bgsave-error no"
                            + " lets clients write meanwhile");
        }
    }

    private void unreachable(Node node) {
        Silence silence = Silence.of(topology, node).orElse(Silence.UNKNOWN);
        String name = (node.replica() ? "Replica " : "") + node.label();
        boolean failed = node.has(NodeFlag.FAIL);
        if (silence.forUsOnly() && !failed) {
            findings.add(
                    "node-unreachable", Severity.ERROR, List.of(node), name + " " + silence.why(), silence.wayOut());
            return;
        }
        int slots = topology.slotsOf(node.id()).count();
        String harm = slots > 0
                ? "; clients cannot use its " + slots + " slots"
                : failed && node.primary() ? "; it owns no slots any more" : "; it cannot stand in for its shard";
        findings.add(
                "node-unreachable",
                slots > 0 || !failed ? Severity.ERROR : Severity.WARNING,
                List.of(node),
                name + " does not answer (" + silence.why() + ")"
                        + (failed ? " and the cluster has declared it failed" : "") + harm,
                wayOut(node, silence, failed, slots));
    }

    private static String wayOut(Node node, Silence silence, boolean failed, int slots) {
        if (!silence.wayOut().isEmpty()) {
            return silence.wayOut();
        }
        if (failed && slots == 0) {
            return "Start it again, or take it out with CLUSTER FORGET " + node.shortId() + "... on every node";
        }
        return "Start it again or check the way from the worker to " + node.address()
                + (slots > 0 ? "; if it is lost, ./slotferry repair --dry-run shows what can be done" : "");
    }

    private void noAddress(Node node) {
        int slots = topology.slotsOf(node.id()).count();
        findings.add(
                "node-no-address",
                slots > 0 ? Severity.ERROR : Severity.WARNING,
                List.of(node),
                "Nobody knows an address of node " + node.id()
                        + (slots > 0 ? "; clients cannot use its " + slots + " slots" : "; it owns no slots"),
                slots > 0
                        ? "Let it meet the cluster again with CLUSTER MEET"
                        : "Take it out with CLUSTER FORGET " + node.id() + " on every node");
    }

    private void stranger(NodeObservation observation) {
        findings.add(
                "node-unreachable",
                topology.observers().isEmpty() ? Severity.ERROR : Severity.WARNING,
                SlotSet.EMPTY,
                List.of(observation.address()),
                observation.address() + " does not answer ("
                        + Silence.of(observation).why() + ") and no node of the cluster knows this address",
                "Start a node there or take the address out of the cluster's seeds");
    }
}
