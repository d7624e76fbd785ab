package io.slotferry.topology;

import java.util.Comparator;
import java.util.Optional;

/**
 * The primary that a Valkey target names as the source of a slot in the moment it takes it. Its replicas carry SETSLOT NODE out before it does: a target that dies in between leaves the slot to its heir, comes back with its import mark, hears from the source that this one does not claim the slot any more, and then takes it, and with a config epoch that nobody voted for all that it ever had (measured on 9.1.2). It does so only if the mark names the node that it takes for the owner; to clients it makes no difference whom the mark names.
 */
public final class Bystander {

    private Bystander() {}

    /**
     * Always the same one, so that whoever finds such a mark knows it for ours.
     *
     * @param view of the target
     * @return empty if there is no third primary
     */
    public static Optional<Node> of(ClusterView view, String from, String to) {
        return view.nodes().stream()
                .filter(node -> node.primary() && !node.has(NodeFlag.FAIL))
                .filter(node -> !node.id().equals(from) && !node.id().equals(to))
                .min(Comparator.comparing(Node::id));
    }
}
