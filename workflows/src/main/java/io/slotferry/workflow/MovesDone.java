package io.slotferry.workflow;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Which slots went where. Slots that were open before the run go first, and the plan may move them on: each of the two is one move, what they amount to is another question. */
final class MovesDone {

    /** Slots found open at the start, in the direction of their marks. */
    private final LinkedHashMap<String, SlotMove> toAdopt = new LinkedHashMap<>();

    private final LinkedHashMap<String, SlotMove> adopted = new LinkedHashMap<>();
    private final LinkedHashMap<String, SlotMove> planned = new LinkedHashMap<>();
    private boolean adopting;

    void adopting(List<SlotMove> open) {
        adopting = true;
        open.forEach(move -> add(toAdopt, move));
    }

    void planMade() {
        adopting = false;
    }

    List<SlotMove> toAdopt() {
        return List.copyOf(toAdopt.values());
    }

    /** What is left of the slots that were open before the run. */
    SlotSet leftToAdopt() {
        SlotSet left = SlotSet.EMPTY;
        if (adopting) {
            for (SlotMove move : toAdopt.values()) {
                left = left.plus(move.slots().minus(movedBy(move)));
            }
        }
        return left;
    }

    void moved(SlotMove move) {
        add(adopting ? adopted : planned, move);
    }

    /** Slots of this move that are done. */
    SlotSet movedBy(SlotMove move) {
        String pair = move.from() + move.to();
        SlotMove none = new SlotMove(SlotSet.EMPTY, move.from(), move.to());
        SlotSet slots = planned.getOrDefault(pair, none)
                .slots()
                .plus(adopted.getOrDefault(pair, none).slots());
        return slots.and(move.slots());
    }

    int slots() {
        return merged(Stream.concat(adopted.values().stream(), planned.values().stream())).stream()
                .mapToInt(move -> move.slots().count())
                .sum();
    }

    /** One move for each pair of nodes: a slot that was found open, was parked and is in the plan too is one slot. */
    static List<SlotMove> merged(Stream<SlotMove> moves) {
        LinkedHashMap<String, SlotMove> byPair = new LinkedHashMap<>();
        moves.forEach(move -> add(byPair, move));
        return List.copyOf(byPair.values());
    }

    /** What is left of these moves. */
    List<SlotMove> left(List<SlotMove> planned) {
        return planned.stream()
                .map(move -> new SlotMove(move.slots().minus(movedBy(move)), move.from(), move.to()))
                .filter(move -> !move.slots().isEmpty())
                .toList();
    }

    /** Newest first. */
    List<SlotMove> inverse() {
        List<SlotMove> inverse = new ArrayList<>();
        net().forEach(move -> inverse.add(0, move.reversed()));
        return inverse;
    }

    /** From the first owner to the last, whatever lay between. */
    List<SlotMove> net() {
        LinkedHashMap<String, SlotMove> net = new LinkedHashMap<>();
        SlotSet movedOn = SlotSet.EMPTY;
        for (SlotMove first : adopted.values()) {
            for (SlotMove second : planned.values()) {
                SlotSet both = first.to().equals(second.from()) ? first.slots().and(second.slots()) : SlotSet.EMPTY;
                movedOn = movedOn.plus(both);
                add(net, new SlotMove(both, first.from(), second.to()));
            }
        }
        for (SlotMove move : adopted.values()) {
            add(net, new SlotMove(move.slots().minus(movedOn), move.from(), move.to()));
        }
        for (SlotMove move : planned.values()) {
            add(net, new SlotMove(move.slots().minus(movedOn), move.from(), move.to()));
        }
        net.values().removeIf(move -> move.slots().isEmpty() || move.from().equals(move.to()));
        return List.copyOf(net.values());
    }

    void clear() {
        adopted.clear();
        planned.clear();
    }

    List<SlotMove> adopted() {
        return List.copyOf(adopted.values());
    }

    List<SlotMove> planned() {
        return List.copyOf(planned.values());
    }

    void takeOver(List<SlotMove> adoptedBefore, List<SlotMove> plannedBefore) {
        adoptedBefore.forEach(move -> add(adopted, move));
        plannedBefore.forEach(move -> add(planned, move));
    }

    private static void add(LinkedHashMap<String, SlotMove> moves, SlotMove move) {
        moves.merge(
                move.from() + move.to(), move, (a, b) -> new SlotMove(a.slots().plus(b.slots()), a.from(), a.to()));
    }
}
