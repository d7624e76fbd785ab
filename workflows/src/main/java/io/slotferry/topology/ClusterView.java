package io.slotferry.topology;

import java.util.List;
import java.util.Optional;

/** What one node says of the cluster: its CLUSTER NODES, parsed. */
public record ClusterView(List<Node> nodes) {

    public ClusterView {
        nodes = List.copyOf(nodes);
    }

    public Node myself() {
        return nodes.stream().filter(Node::myself).findFirst().orElseThrow();
    }

    public Optional<Node> node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }
}
