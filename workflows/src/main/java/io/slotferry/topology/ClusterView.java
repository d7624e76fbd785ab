package io.slotferry.topology;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
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

    /** Whether anybody follows this node, well or not. */
    public boolean hasReplica(String primaryId) {
        return nodes.stream().anyMatch(node -> primaryId.equals(node.primaryId()));
    }

    public Optional<Node> ownerOf(int slot) {
        return nodes.stream().filter(node -> node.slots().contains(slot)).findFirst();
    }

    /** Slots of which it names no owner. */
    public SlotSet unowned() {
        return nodes.stream().map(Node::slots).reduce(SlotSet.range(0, SlotRange.SLOT_COUNT - 1), SlotSet::minus);
    }
}
