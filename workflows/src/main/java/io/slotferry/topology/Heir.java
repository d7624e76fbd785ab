package io.slotferry.topology;

import io.slotferry.contract.SlotSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who stands for a primary now, read from somebody else's view: a primary that was deposed goes on believing in itself. A node that is merely silent has no heir yet.
 */
public final class Heir {

    private Heir() {}

    /**
     * The heir of a primary that owned these slots: whoever owns them now, if the old owner is gone, failed or a replica. A healthy owner that lost them to another shard has been robbed, not succeeded; one that lost all it had to a mate was failed over, and its server did not make it a replica (cluster-allow-replica-migration no, or a slot that changed hands meanwhile).
     *
     * @param mates who else was in its shard when the run began
     * @param takers the node that the slots go to and its mates: to own them makes nobody of these an heir, they may have got them already
     */
    public static String ofOwner(ClusterView view, String id, SlotSet slots, List<String> mates, List<String> takers) {
        Optional<Node> node = view.node(id);
        if (node.isPresent() && standsFirm(node.get())) {
            return ownsNothing(view, node.get())
                    ? promotedOf(view, mates)
                            .filter(mate -> !mate.slots().isEmpty())
                            .map(Node::id)
                            .orElse(id)
                    : id;
        }
        Optional<Node> promoted = followed(view, node)
                .or(() -> slots.isEmpty()
                        ? Optional.empty()
                        : view.nodes().stream()
                                // An importer ignores gossip about what it imports: its view may name the dead owner.
                                .filter(other -> !other.id().equals(id)
                                        && !takers.contains(other.id())
                                        && other.slots().contains(slots.first()))
                                .findFirst())
                .or(() -> promotedOf(view, mates));
        return promoted.filter(Heir::standsFirm).map(Node::id).orElse(id);
    }

    /** The heir of a primary that may own nothing yet: the primary it follows now, else whichever of its mates was promoted. */
    public static String ofPrimary(ClusterView view, String id, List<String> mates) {
        return ofOwner(view, id, SlotSet.EMPTY, mates, List.of());
    }

    private static boolean standsFirm(Node node) {
        return node.primary() && !node.has(NodeFlag.FAIL) && !node.has(NodeFlag.NOADDR);
    }

    private static Optional<Node> followed(ClusterView view, Optional<Node> node) {
        return node.filter(Node::replica).flatMap(replica -> view.node(String.valueOf(replica.primaryId())));
    }

    /** An importer ignores gossip about what it imports: what it says of the owner of those slots may be old. */
    private static boolean ownsNothing(ClusterView view, Node node) {
        SlotSet imported =
                SlotSet.of(view.myself().marks().stream().map(OpenMark::slot).toList());
        return node.slots().minus(imported).isEmpty();
    }

    /** Rather one that owns slots: a former primary may have stayed one, without any. */
    private static Optional<Node> promotedOf(ClusterView view, List<String> mates) {
        return mates.stream()
                .flatMap(mate -> view.node(mate).stream())
                .filter(Heir::standsFirm)
                .min(Comparator.comparing(mate -> mate.slots().isEmpty()));
    }
}
