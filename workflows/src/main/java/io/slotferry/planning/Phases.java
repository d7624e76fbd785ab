package io.slotferry.planning;

import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Splits a plan so that within one phase no node is both source and target (I4): finalisations that overlap on such a node have deleted the moved keys. */
public final class Phases {

    private Phases() {}

    /** Each move goes into the first phase that can take it; moves keep their order within a phase. A cycle spreads over several phases. */
    public static List<List<SlotMove>> of(List<SlotMove> moves) {
        List<Phase> phases = new ArrayList<>();
        for (SlotMove move : moves) {
            Phase phase = phases.stream()
                    .filter(candidate -> candidate.takes(move))
                    .findFirst()
                    .orElseGet(() -> {
                        Phase fresh = new Phase();
                        phases.add(fresh);
                        return fresh;
                    });
            phase.add(move);
        }
        return phases.stream().map(phase -> List.copyOf(phase.moves)).toList();
    }

    /**
     * The same, but a source that would be emptied keeps one slot until everything else is moved: with its last slot it becomes a replica of the target, and a rollback could give it nothing back.
     *
     * @param owned the slots that a node has before the moves
     * @param natively whether jobs of the servers move them: one that is cancelled gives nothing away, so that a single source has its slots until the run is done, and a job more costs half a second
     */
    public static List<List<SlotMove>> lastSlotsLast(
            List<SlotMove> moves, Function<String, SlotSet> owned, boolean natively) {
        TreeMap<String, SlotSet> given = new TreeMap<>();
        moves.forEach(move -> given.merge(move.from(), move.slots(), SlotSet::plus));
        moves.forEach(move -> given.remove(move.to()));
        SlotSet last = SlotSet.of(given.entrySet().stream()
                .filter(source -> source.getValue().containsAll(owned.apply(source.getKey())))
                .map(source -> source.getValue().first())
                .toList());
        if (natively && last.count() == 1) {
            return of(moves);
        }
        List<List<SlotMove>> phases = new ArrayList<>(of(narrowed(moves, slots -> slots.minus(last))));
        phases.addAll(of(narrowed(moves, slots -> slots.and(last))));
        return phases;
    }

    private static List<SlotMove> narrowed(List<SlotMove> moves, UnaryOperator<SlotSet> to) {
        return moves.stream()
                .map(move -> new SlotMove(to.apply(move.slots()), move.from(), move.to()))
                .filter(move -> !move.slots().isEmpty())
                .toList();
    }

    private static final class Phase {

        private final List<SlotMove> moves = new ArrayList<>();
        private final TreeSet<String> sources = new TreeSet<>();
        private final TreeSet<String> targets = new TreeSet<>();

        boolean takes(SlotMove move) {
            return !targets.contains(move.from()) && !sources.contains(move.to());
        }

        void add(SlotMove move) {
            moves.add(move);
            sources.add(move.from());
            targets.add(move.to());
        }
    }
}
