package io.slotferry.topology;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The primary that a Valkey target names as the source of a slot in the moment it takes it. Its replicas carry SETSLOT NODE out before it does: a target that dies in between leaves the slot to its heir and comes back with its import mark. It then takes the slot, and with a config epoch that nobody voted for all that it ever had, if it hears from the node that the mark names, before it hears from its heir, that this one neither claims the slot nor has the same slots as the target remembers (measured on 9.1.2). With the source that is always so; with a third node only if that one gave or got slots meanwhile. To clients it makes no difference whom the mark names.
 */
public final class Bystander {

    private Bystander() {}

    /**
     * Preferably one that neither gives slots to this target nor gets any from this source, because the slots of those change while others are moved; and then one without slots.
     *
     * @param source its view
     * @param target its view
     * @return empty if there is no third primary
     */
    public static Optional<Node> of(ClusterView source, ClusterView target) {
        List<String> ends = List.of(source.myself().id(), target.myself().id());
        List<String> involved = Stream.of(source, target)
                .flatMap(view -> view.myself().marks().stream())
                .map(OpenMark::peerId)
                .distinct()
                .toList();
        return target.nodes().stream()
                .filter(node -> node.primary() && !node.has(NodeFlag.FAIL))
                .filter(node -> !ends.contains(node.id()))
                .min(Comparator.comparing((Node node) -> involved.contains(node.id()))
                        .thenComparing(node -> !node.slots().isEmpty())
                        .thenComparing(Node::id));
    }

    /** Whether an importer names this node although the slot is not to be had there: then it was about to take the slot. */
    public static boolean is(Node named, int slot) {
        return named.primary() && !named.slots().contains(slot);
    }
}
