package io.slotferry.diagnosis;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Sentence;
import java.util.List;

/**
 * All slots whose marks mean the same between the same nodes.
 *
 * @param nodeIds the node with the mark, then the other end; for several importers all of them
 */
record MarkGroup(MarkPattern pattern, List<String> nodeIds, SlotSet slots) {

    MarkGroup {
        nodeIds = List.copyOf(nodeIds);
    }

    List<String> labels(ClusterTopology topology) {
        return nodeIds.stream()
                .distinct()
                .map(id -> Findings.label(topology, id))
                .toList();
    }

    String sentence(ClusterTopology topology) {
        List<String> labels = labels(topology);
        boolean all = pattern == MarkPattern.SEVERAL_IMPORTERS;
        String first = all ? Sentence.list(labels, Findings.SHOWN_MAX) : labels.get(0);
        String plural = slots.count() == 1
                ? pattern.text()
                : pattern.text()
                        .replace("{slots} is ", "{slots} are ")
                        .replace(" it:", " them:")
                        .replace("own it,", "own them,");
        return plural.replace("{slots}", Findings.slots(slots))
                .replace("{a}", first)
                .replace("{b}", labels.get(labels.size() - 1));
    }

    MarkGroup on(SlotSet some) {
        return new MarkGroup(pattern, nodeIds, slots.and(some));
    }

    MarkGroup without(SlotSet some) {
        return new MarkGroup(pattern, nodeIds, slots.minus(some));
    }
}
