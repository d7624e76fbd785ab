package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.Node;
import java.util.List;
import java.util.TreeMap;

/** Whether a source gives its last slot: by default the server then makes it a replica of the target, and the inverse moves have nowhere to go. */
final class EmptiedCheck {

    private EmptiedCheck() {}

    static void check(MoveScope scope, Findings findings) {
        TreeMap<String, SlotSet> given = new TreeMap<>();
        for (SlotMove move : scope.moves()) {
            given.merge(move.from(), move.slots(), SlotSet::plus);
        }
        given.forEach((id, slots) -> {
            boolean stays = scope.facts(id)
                    .flatMap(facts -> facts.config("cluster-allow-replica-migration"))
                    .filter("no"::equals)
                    .isPresent();
            if (!stays && slots.containsAll(scope.topology().slotsOf(id))) {
                scope.topology().node(id).ifPresent(source -> emptied(source, findings));
            }
        });
    }

    private static void emptied(Node source, Findings findings) {
        findings.add(
                "source-emptied",
                Severity.WARNING,
                List.of(source),
                "The move takes the last slot of " + source.label()
                        + ": it becomes a replica of the target, and the inverse plan cannot be run as it is",
                "To keep it a primary, set cluster-allow-replica-migration no on it and its replicas before the move");
    }
}
