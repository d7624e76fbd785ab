package io.slotferry.diagnosis;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A plan together with the nodes it touches: what every check of a move needs. */
record MoveScope(ClusterTopology topology, List<SlotMove> moves) {

    MoveScope {
        moves = List.copyOf(moves);
    }

    List<Node> targets() {
        return nodes(new TreeSet<>(moves.stream().map(SlotMove::to).toList()));
    }

    List<Node> ends() {
        TreeSet<String> ids = new TreeSet<>(moves.stream().map(SlotMove::to).toList());
        moves.forEach(move -> ids.add(move.from()));
        return nodes(ids);
    }

    private List<Node> nodes(TreeSet<String> ids) {
        return ids.stream().flatMap(id -> topology.node(id).stream()).toList();
    }

    /** Whether the node is a source, a target, or a replica of one. */
    boolean involves(Node node) {
        String shard = topology.findPrimaryOf(node).map(Node::id).orElse(node.id());
        return moves.stream()
                .anyMatch(move -> List.of(move.from(), move.to()).contains(shard)
                        || List.of(move.from(), move.to()).contains(node.id()));
    }

    Optional<NodeFacts> facts(String nodeId) {
        return topology.observation(nodeId).filter(NodeObservation::reachable).map(NodeFacts::new);
    }

    SlotSet slots() {
        return moves.stream().map(SlotMove::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    /** Part of a quantity of the source that goes with the move, taking the slots as equally full. */
    long share(SlotMove move, long ofSource) {
        int owned = topology.slotsOf(move.from()).plus(move.slots()).count();
        return Math.round((double) ofSource * move.slots().count() / owned);
    }
}
