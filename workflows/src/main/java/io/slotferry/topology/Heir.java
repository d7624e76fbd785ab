package io.slotferry.topology;

import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.Optional;

/**
 * Who stands for a primary now, read from somebody else's view: a primary that was deposed goes on believing in itself. A node that is merely silent has no heir yet.
 */
public final class Heir {

    private Heir() {}

    /**
     * The heir of a primary that owned these slots: whoever owns them now, if the old owner is gone, failed or a replica. A healthy owner that lost them has been robbed, not succeeded.
     */
    public static String ofOwner(ClusterView view, String id, SlotSet slots, List<String> replicas) {
        Optional<Node> node = view.node(id);
        if (node.isPresent() && standsFirm(node.get())) {
            return id;
        }
        Optional<Node> promoted = followed(view, node)
                .or(() -> slots.isEmpty()
                        ? Optional.empty()
                        : view.nodes().stream()
                                // An importer ignores gossip about what it imports: its view may name the dead owner.
                                .filter(other ->
                                        !other.id().equals(id) && other.slots().contains(slots.first()))
                                .findFirst())
                .or(() -> promotedOf(view, replicas));
        return promoted.filter(Heir::standsFirm).map(Node::id).orElse(id);
    }

    /** The heir of a primary that may own nothing yet: the primary it follows now, else whichever of the replicas it had was promoted. */
    public static String ofPrimary(ClusterView view, String id, List<String> replicas) {
        return ofOwner(view, id, SlotSet.EMPTY, replicas);
    }

    private static boolean standsFirm(Node node) {
        return node.primary() && !node.has(NodeFlag.FAIL) && !node.has(NodeFlag.NOADDR);
    }

    private static Optional<Node> followed(ClusterView view, Optional<Node> node) {
        return node.filter(Node::replica).flatMap(replica -> view.node(String.valueOf(replica.primaryId())));
    }

    private static Optional<Node> promotedOf(ClusterView view, List<String> replicas) {
        return replicas.stream()
                .flatMap(replica -> view.node(replica).stream())
                .filter(Heir::standsFirm)
                .findFirst();
    }
}
