package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import java.util.List;
import java.util.TreeSet;

/** MIGRATE takes keys but not functions: a client that is sent to the target must find the same libraries there. */
final class FunctionCheck {

    private FunctionCheck() {}

    static void check(MoveScope scope, Findings findings) {
        for (SlotMove move : scope.moves()) {
            List<String> source = functions(scope, move.from());
            List<String> target = functions(scope, move.to());
            TreeSet<String> present =
                    new TreeSet<>(target.stream().map(FunctionCheck::library).toList());
            List<String> missing = source.stream()
                    .filter(function -> !target.contains(function))
                    .map(FunctionCheck::library)
                    .distinct()
                    .map(name -> name + (present.contains(name) ? " (different)" : " (missing)"))
                    .toList();
            if (!missing.isEmpty()) {
                report(scope, move, missing, findings);
            }
        }
    }

    private static void report(MoveScope scope, SlotMove move, List<String> missing, Findings findings) {
        String from = Findings.label(scope.topology(), move.from());
        String to = Findings.label(scope.topology(), move.to());
        findings.add(
                "functions-differ",
                Severity.ERROR,
                SlotSet.EMPTY,
                List.of(from, to),
                "Function libraries of " + from + " are not the same on the target " + to + ": "
                        + Sentence.list(missing, Findings.SHOWN_MAX) + "; FCALL would fail or differ there",
                "Copy them: FUNCTION DUMP on " + from + ", then FUNCTION RESTORE <payload> REPLACE on " + to);
    }

    private static List<String> functions(MoveScope scope, String nodeId) {
        return scope.topology()
                .observation(nodeId)
                .map(NodeObservation::functions)
                .orElse(List.of());
    }

    /** The name before the digest; library names have only these characters. */
    private static String library(String function) {
        return function.replaceFirst("[^A-Za-z0-9_].*$", "");
    }
}
