package io.slotferry.planning;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Gathers slots into one move per source and target. */
final class MoveCollector {

    private final ClusterTopology topology;
    private final TreeMap<String, TreeMap<String, SlotSet>> bySourceAndTarget = new TreeMap<>();

    MoveCollector(ClusterTopology topology) {
        this.topology = topology;
    }

    void add(SlotSet slots, String from, String to) {
        if (!slots.isEmpty()) {
            bySourceAndTarget.computeIfAbsent(from, id -> new TreeMap<>()).merge(to, slots, SlotSet::plus);
        }
    }

    /** Takes the slots from whoever has them; what the target has already stays and is noted. */
    void addFromOwners(SlotSet slots, Node target, List<String> notes) {
        SlotSet uncovered = slots.minus(topology.covered());
        if (!uncovered.isEmpty()) {
            throw PlanRefused.invalid("slot " + uncovered.shortText(3)
                    + " has no owner, so nobody can give it; see who would take it with ./slotferry repair --dry-run, and"
                    + " repair it first");
        }
        SlotSet already = slots.and(topology.slotsOf(target.id()));
        if (!already.isEmpty()) {
            String rest = already.equals(slots) ? "there is nothing to move" : "they stay";
            notes.add(Sentence.of(Sentence.count(already.count(), "slot") + " (" + already.shortText(3)
                    + ") already on " + target.label() + "; " + rest));
        }
        for (Node owner : topology.primaries()) {
            if (!owner.id().equals(target.id())) {
                add(slots.and(topology.slotsOf(owner.id())), owner.id(), target.id());
            }
        }
    }

    List<SlotMove> moves() {
        List<SlotMove> moves = new ArrayList<>();
        bySourceAndTarget.forEach((from, targets) -> targets.forEach((to, slots) -> {
            NamedNodes.withAddress(topology.node(from).orElseThrow());
            moves.add(new SlotMove(slots, from, to));
        }));
        moves.sort(Comparator.comparing(SlotMove::from).thenComparing(SlotMove::to));
        return moves;
    }
}
