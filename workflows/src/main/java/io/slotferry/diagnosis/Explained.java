package io.slotferry.diagnosis;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.SlotKeys;
import java.util.List;

/** Slots whose owner is odd only because a move stopped between its last commands. A repair finishes these by itself; whatever needs consent must have a finding of its own, or nobody could consent to it. */
final class Explained {

    private final ClusterTopology topology;
    private final SlotKeys keys;

    Explained(ClusterTopology topology, SlotKeys keys) {
        this.topology = topology;
        this.keys = keys;
    }

    SlotSet by(List<MarkGroup> groups) {
        SlotSet explained = SlotSet.EMPTY;
        SlotSet settled = topology.covered().minus(contestedWithKeys());
        for (MarkGroup group : groups) {
            if (group.pattern() == MarkPattern.HALF_FINALISED) {
                SlotSet handed = handed(
                        topology,
                        group.nodeIds().get(0),
                        group.nodeIds().get(group.nodeIds().size() - 1));
                explained = explained.plus(group.slots().and(settled.plus(handed)));
            }
        }
        return explained;
    }

    /** Slots that the source says are the target's, which says otherwise and could take them. */
    static SlotSet handed(ClusterTopology topology, String source, String target) {
        long others =
                topology.observers().stream().filter(id -> !id.equals(target)).count();
        boolean member = topology.answered(target) && topology.knownBy(target).size() * 2L >= others;
        return member ? told(topology, source, target).minus(topology.covered()) : SlotSet.EMPTY;
    }

    /** Slots of which the source names the target as the owner. */
    static SlotSet told(ClusterTopology topology, String source, String target) {
        return topology.observation(source)
                .map(NodeObservation::view)
                .flatMap(view -> view.node(target))
                .map(Node::slots)
                .orElse(SlotSet.EMPTY);
    }

    /** Slots with several claimants of which more than one holds keys. */
    private SlotSet contestedWithKeys() {
        SlotSet held = SlotSet.EMPTY;
        SlotSet contested = SlotSet.EMPTY;
        for (Node node : topology.primaries()) {
            SlotSet own = node.slots().and(keys.heldBy(node.id()));
            if (topology.answered(node.id())) {
                contested = contested.plus(own.and(held));
                held = held.plus(own);
            }
        }
        return contested;
    }
}
