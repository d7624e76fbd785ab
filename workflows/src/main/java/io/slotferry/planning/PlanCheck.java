package io.slotferry.planning;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What holds for every plan, whoever made it: each slot at most once, taken from its owner, to another primary, nothing moved needlessly. */
public final class PlanCheck {

    private PlanCheck() {}

    /** One sentence for each thing that is wrong; empty for a sound plan. */
    public static List<String> problems(ClusterTopology topology, List<SlotMove> moves) {
        List<String> problems = new ArrayList<>();
        SlotSet seen = SlotSet.EMPTY;
        TreeSet<String> pairs = new TreeSet<>();
        for (SlotMove move : moves) {
            SlotSet twice = move.slots().and(seen);
            if (!twice.isEmpty()) {
                problems.add(Sentence.of("slot " + twice.shortText(3) + " is moved twice"));
            }
            seen = seen.plus(move.slots());
            if (!pairs.add(move.from() + ">" + move.to())) {
                problems.add(Sentence.of("two moves from " + label(topology, move.from()) + " to "
                        + label(topology, move.to()) + " could be one"));
            }
            checkMove(topology, move, problems);
        }
        return problems;
    }

    private static void checkMove(ClusterTopology topology, SlotMove move, List<String> problems) {
        String to = label(topology, move.to());
        if (move.slots().isEmpty()) {
            problems.add(Sentence.of("a move to " + to + " has no slots"));
        }
        if (move.from().equals(move.to())) {
            problems.add(Sentence.of("slots " + move.slots().shortText(3) + " move from " + to + " to itself"));
        }
        if (topology.node(move.to()).filter(Node::primary).isEmpty()) {
            problems.add(Sentence.of("the target " + to + " is no primary of this cluster"));
        }
        SlotSet needless = move.slots().and(topology.slotsOf(move.to()));
        if (!needless.isEmpty()) {
            problems.add(Sentence.of("slot " + needless.shortText(3) + " is already on " + to));
        }
        SlotSet foreign = move.slots().minus(topology.slotsOf(move.from())).minus(needless);
        if (!foreign.isEmpty()) {
            Optional<Node> owner = topology.ownerOf(foreign.first());
            problems.add(Sentence.of("slot " + foreign.shortText(3) + " is not on " + label(topology, move.from())
                    + " but on " + owner.map(Node::label).orElse("no node")));
        }
    }

    private static String label(ClusterTopology topology, String id) {
        return topology.node(id).map(Node::label).orElse(id);
    }
}
