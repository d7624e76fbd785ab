package io.slotferry.redis;

import io.slotferry.contract.SlotMove;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import java.util.List;
import java.util.Map;

/** Who stands at the end of a run for the nodes of its moves. A target that was failed over after its last slot was watched by nobody any more. */
final class Standing {

    private Standing() {}

    /**
     * The moves between those who stand for their ends now.
     *
     * @param replicas node id of a primary to its replicas when the run began
     */
    static List<SlotMove> of(ClusterTopology topology, List<SlotMove> done, Map<String, List<String>> replicas) {
        return done.stream()
                .map(move -> new SlotMove(
                        move.slots(), now(topology, move.from(), replicas), now(topology, move.to(), replicas)))
                .toList();
    }

    private static String now(ClusterTopology topology, String id, Map<String, List<String>> replicas) {
        String primary = topology.primaryIdOf(id);
        // One that was replaced while it lived (TAKEOVER) may stay a primary, without a slot.
        return !topology.slotsOf(primary).isEmpty()
                ? primary
                : replicas.getOrDefault(id, List.of()).stream()
                        .filter(mate ->
                                topology.node(mate).filter(Node::primary).isPresent())
                        .filter(mate -> !topology.slotsOf(mate).isEmpty())
                        .findFirst()
                        .orElse(primary);
    }
}
