package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.TreeMap;

/** What must hold once a run has closed: the report tells the truth about the cluster, and the close status what the contract says. */
final class Verdict {

    private Verdict() {}

    static void check(Simulation.Scene scene, Outcome outcome) {
        SimulatedCluster cluster = scene.cluster();
        Operator operator = scene.operator();
        Report report = outcome.report();
        cluster.gossip();
        Invariants.check(cluster);
        assertThat(cluster.violations()).isEmpty();
        assertThat(outcome.close())
                .as("%s %s %s", report, outcome.failureType(), outcome.sentence())
                .isEqualTo(operator.cancel ? "Canceled" : "Completed");
        assertThat(report.state()).as("%s", report).isEqualTo(expectedState(operator, report));
        assertThat(Outcome.listedOpen(report).toString())
                .as("slots listed as open, of %s", report)
                .isEqualTo(cluster.open().toString());
        TreeMap<Integer, String> start = operator.startMap();
        TreeMap<Integer, String> end = cluster.map();
        SlotSet moved = SlotSet.of(cluster.slots.stream()
                .filter(slot -> !start.get(slot).equals(end.get(slot)))
                .toList());
        if (report.state() == RunState.ROLLED_BACK) {
            assertThat(moved.toString()).as("not back").isEmpty();
        } else if (!operator.rollback) {
            // A slot that was finished first and then moved on counts as two moves.
            assertThat(report.slotsMoved()).as("%s", report).isGreaterThanOrEqualTo(moved.count());
            assertThat(report.slotsMoved() == moved.count() || scene.foundOpen())
                    .as("%s moved, %s", moved, report)
                    .isTrue();
        }
        assertThat(slots(report.inverse()))
                .as("undoes what was done, %s", report)
                .isEqualTo(moved);
        long keysPlanned =
                cluster.acknowledged.values().stream().mapToLong(TreeMap::size).sum();
        assertThat(report.keysMoved()).isBetween(0L, 2 * keysPlanned);
    }

    private static RunState expectedState(Operator operator, Report report) {
        if (operator.cancel) {
            return RunState.CANCELLED;
        }
        if (operator.rollback) {
            return report.inverse().isEmpty() ? RunState.ROLLED_BACK : RunState.PARTIAL;
        }
        int planned =
                report.plan().stream().mapToInt(move -> move.slots().count()).sum();
        if (report.slotsMoved() < planned) {
            return RunState.PARTIAL;
        }
        return RunState.SUCCEEDED;
    }

    private static SlotSet slots(Iterable<SlotMove> moves) {
        SlotSet slots = SlotSet.EMPTY;
        for (SlotMove move : moves) {
            slots = slots.plus(move.slots());
        }
        return slots;
    }
}
