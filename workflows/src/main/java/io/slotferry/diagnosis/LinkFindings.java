package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.NodeObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether nodes that answer us also know and hear each other. */
final class LinkFindings {

    private final ClusterTopology topology;
    private final Findings findings;

    LinkFindings(ClusterTopology topology, Findings findings) {
        this.topology = topology;
        this.findings = findings;
    }

    void find() {
        for (String id : topology.observers()) {
            topology.node(id).ifPresent(this::forgotten);
            topology.node(id).ifPresent(this::deaf);
            topology.node(id).ifPresent(this::outOfSync);
        }
    }

    private void forgotten(Node node) {
        int others = topology.observers().size() - 1;
        int knowing = (int)
                topology.knownBy(node.id()).stream().filter(topology::answered).count();
        if (others > 0 && knowing < others) {
            boolean most = knowing * 2 < others;
            findings.add(
                    "node-forgotten",
                    most ? Severity.ERROR : Severity.WARNING,
                    List.of(node),
                    node.label() + " answers, but " + (others - knowing) + " of the other " + others
                            + " nodes do not know it: "
                            + (most
                                    ? "clients never get there, and keys it holds are hidden"
                                    : "they cannot redirect to it"),
                    most ? wayBack(node) : "Let them meet it: " + node.meet() + " on each of them");
        }
    }

    /** One that owns slots of its own is another cluster to a repair. */
    private String wayBack(Node node) {
        return topology.slotsOf(node.id()).isEmpty()
                ? "Bring keys it holds home with ./slotferry repair (name its address in --cluster too), or let it join"
                        + " again with CLUSTER MEET"
                : "Let it join again, " + node.meet() + " on a node of the cluster, then look again: both sides may own"
                        + " the same slots";
    }

    /** A link that one end reports as down; seen from one side it is enough. */
    private void deaf(Node node) {
        List<Node> unheard = new ArrayList<>();
        Optional<ClusterView> view = topology.observation(node.id()).map(NodeObservation::view);
        for (Node peer : view.map(ClusterView::nodes).orElse(List.of())) {
            boolean counts =
                    !peer.myself() && !peer.linkUp() && topology.answered(peer.id()) && !peer.has(NodeFlag.HANDSHAKE);
            if (counts) {
                topology.node(peer.id()).ifPresent(unheard::add);
            }
        }
        if (!unheard.isEmpty()) {
            List<Node> named = new ArrayList<>(List.of(node));
            named.addAll(unheard);
            findings.add(
                    "link-down",
                    Severity.WARNING,
                    named,
                    node.label() + " has no cluster bus link to " + Findings.names(unheard)
                            + ", although both answer us: they do not hear of each other's slots",
                    "Check that the bus ports (client port + 10000, or cluster-port) are open between them");
        }
    }

    private void outOfSync(Node node) {
        boolean down = topology.observation(node.id())
                .map(seen -> seen.info().getOrDefault("master_link_status", "up"))
                .filter("down"::equals)
                .isPresent();
        if (node.replica()
                && down
                && topology.findPrimaryOf(node)
                        .filter(p -> topology.answered(p.id()))
                        .isPresent()) {
            findings.add(
                    "replica-out-of-sync",
                    Severity.WARNING,
                    List.of(node),
                    "Replica " + node.label()
                            + " has no replication link to its primary: it would lose writes if it were promoted",
                    "Wait while it syncs; if it stays, check its log and the primary's replication settings");
        }
    }
}
