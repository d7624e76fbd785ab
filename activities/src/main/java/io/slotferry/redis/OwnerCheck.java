package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenSlot;
import java.util.ArrayList;
import java.util.List;

/** Whether every node that answers, replicas included, names the new owners and shows no mark on the moved slots. */
final class OwnerCheck {

    private OwnerCheck() {}

    static List<Finding> of(ClusterTopology topology, List<SlotMove> done) {
        List<Finding> findings = new ArrayList<>();
        SlotSet moved = OpenPairs.slots(done);
        List<OpenSlot> marks = new ArrayList<>(topology.openSlots());
        marks.addAll(topology.replicaMarks());
        for (OpenSlot mark : marks) {
            if (moved.contains(mark.slot())) {
                findings.add(finding(
                        "mark-left",
                        SlotSet.of(mark.slot()),
                        label(topology, mark.nodeId()),
                        label(topology, mark.nodeId()) + " still shows slot " + mark.slot() + " as open"));
            }
        }
        for (String observer : topology.observers()) {
            if (isNoMember(topology, observer, done)) {
                continue;
            }
            SlotSet wrong = wrongIn(topology, observer, done);
            if (!wrong.isEmpty()) {
                findings.add(finding(
                        "owner-not-confirmed",
                        wrong,
                        label(topology, observer),
                        label(topology, observer) + " does not name the new owner of " + wrong.named(5) + " but "
                                + named(topology, observer, wrong.first())));
            }
        }
        return findings;
    }

    /** A seed that was taken out of the cluster still answers, and will never hear of anything. */
    private static boolean isNoMember(ClusterTopology topology, String observer, List<SlotMove> done) {
        return topology.observers().size() > 1
                && topology.knownBy(observer).isEmpty()
                && done.stream().noneMatch(move -> observer.equals(move.from()) || observer.equals(move.to()));
    }

    private static SlotSet wrongIn(ClusterTopology topology, String observer, List<SlotMove> done) {
        int[] owners = topology.ownersAccordingTo(observer);
        List<String> ids = topology.ids();
        List<Integer> wrong = new ArrayList<>();
        for (SlotMove move : done) {
            // A target that was failed over meanwhile is followed by the primary that owns its slots now.
            String expected = topology.node(move.to())
                    .flatMap(topology::findPrimaryOf)
                    .map(Node::id)
                    .orElse(move.to());
            int index = ids.indexOf(expected);
            move.slots().forEach(slot -> {
                if (index < 0 || owners[slot] != index) {
                    wrong.add(slot);
                }
            });
        }
        return SlotSet.of(wrong);
    }

    private static String named(ClusterTopology topology, String observer, int slot) {
        int index = topology.ownersAccordingTo(observer)[slot];
        return index < 0 ? "nobody" : label(topology, topology.ids().get(index));
    }

    private static Finding finding(String code, SlotSet slots, String node, String sentence) {
        return Finding.of(
                code,
                Finding.Severity.ERROR,
                slots,
                List.of(node),
                sentence,
                "run ./slotferry diagnose; start the same move again, it finishes what is left");
    }

    private static String label(ClusterTopology topology, String id) {
        return topology.node(id).map(Node::label).orElse(id);
    }
}
