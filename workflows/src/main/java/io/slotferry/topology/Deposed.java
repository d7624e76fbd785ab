package io.slotferry.topology;

import java.util.List;
import java.util.Optional;

/**
 * A former primary of the target's shard that died with import marks. From Valkey 8 on it may, when it comes back, hear first from the source that no longer owns such a slot: then it takes the slot for its own and raises its config epoch over its heir's without a vote, and with that claim takes back, empty, all that its heir had inherited. As long as the source still claims the slot it does no such thing and becomes its heir's replica.
 */
public final class Deposed {

    private Deposed() {}

    /** The primary that a slot was opened to, if another one is to get it now and it does not follow that one yet. */
    public static Optional<Node> of(ClusterView view, String openedTo, String target) {
        return view.node(openedTo).filter(node -> !openedTo.equals(target) && node.primary());
    }

    /** The same where nobody knows to whom the slot was opened: any dead primary of the target's shard that was replaced. */
    public static Optional<Node> among(ClusterView view, List<String> shardMates) {
        return view.nodes().stream()
                .filter(node -> shardMates.contains(node.id()) && replaced(node))
                .findFirst();
    }

    /** Among the mates of this primary, as it told them itself. */
    public static Optional<Node> besides(ClusterTopology topology, String target) {
        return topology.observation(target)
                .filter(NodeObservation::reachable)
                .flatMap(seen -> among(java.util.Objects.requireNonNull(seen.view()), seen.shardMates()));
    }

    /** Whether it matters who belongs to which shard. */
    public static boolean anyIn(ClusterView view) {
        return view.nodes().stream().anyMatch(Deposed::replaced);
    }

    private static boolean replaced(Node node) {
        return node.primary() && node.slots().isEmpty() && (node.has(NodeFlag.FAIL) || node.has(NodeFlag.PFAIL));
    }
}
