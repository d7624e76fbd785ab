package io.slotferry.planning;

import io.slotferry.contract.SlotMove;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

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
