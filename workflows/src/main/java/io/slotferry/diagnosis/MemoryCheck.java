package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotMove;
import io.slotferry.topology.Node;
import java.util.List;

/** Whether each target has room for what arrives: a full target refuses clients' writes in open slots, or throws out keys. */
final class MemoryCheck {

    private static final int FULL_PERCENT = 80;
    private static final long MEGABYTE = 1_048_576;

    private MemoryCheck() {}

    static void check(MoveScope scope, Findings findings) {
        for (Node target : scope.targets()) {
            scope.facts(target.id())
                    .filter(facts -> facts.memoryMax() > 0)
                    .ifPresent(facts -> check(scope, target, facts, findings));
        }
    }

    private static void check(MoveScope scope, Node target, NodeFacts facts, Findings findings) {
        long most = facts.memoryMax();
        long used = facts.number("used_memory").orElse(0);
        long incoming = scope.moves().stream()
                .filter(move -> move.to().equals(target.id()))
                .mapToLong(move -> bytes(scope, move))
                .sum();
        boolean evicts = !facts.evictionPolicy().equals("noeviction");
        boolean over = used + incoming > most;
        if (over || (used + incoming) * 100 > most * FULL_PERCENT) {
            findings.add(
                    "memory-headroom",
                    over ? Severity.ERROR : Severity.WARNING,
                    List.of(target),
                    "The target " + target.label() + " uses " + megabytes(used) + " of its maxmemory "
                            + megabytes(most) + " and about " + megabytes(incoming) + " are to come"
                            + (over
                                    ? evicts
                                            ? ": it would throw out keys (" + facts.evictionPolicy() + ")"
                                            : ": clients' writes there would fail with OOM"
                                    : ", which leaves less than " + (100 - FULL_PERCENT) + " percent free"),
                    "Raise maxmemory on " + target.label() + ", or move fewer slots to it");
        }
        if (evicts && !over) {
            findings.add(
                    "eviction-policy",
                    Severity.WARNING,
                    List.of(target),
                    "The target " + target.label() + " throws out keys when memory is short (maxmemory-policy "
                            + facts.evictionPolicy() + "), keys that have just moved among them",
                    "Nothing if this is a cache; else set maxmemory-policy noeviction on " + target.label());
        }
    }

    private static long bytes(MoveScope scope, SlotMove move) {
        return scope.facts(move.from())
                .filter(source -> source.keys() > 0)
                .map(source -> scope.share(move, source.number("used_memory").orElse(0)))
                .orElse(0L);
    }

    private static String megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE + " MB";
    }
}
