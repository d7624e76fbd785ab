package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Turns the ledger into the report: bounded lists, rounded figures. */
final class RunReport {

    private RunReport() {}

    static Report of(Ledger ledger, RunState state, String headline) {
        int[] more = {0};
        return new Report(
                state,
                headline,
                ledger.newlyOwned(),
                ledger.keysMoved,
                ledger.bytesMoved,
                (Workflow.currentTimeMillis() - ledger.startedAtMs) / 1_000.0,
                rows(ledger.parking.all(), more),
                rows(Finding.told(ledger.findings), more),
                rows(ledger.askedFor(), more),
                rows(ledger.inverse(), more),
                ledger.openTimes.percentileMs(99),
                ledger.openTimes.percentileMs(100),
                rows(ledger.notes, more),
                List.of(),
                List.of(),
                more[0]);
    }

    static <T> List<T> rows(List<T> all, int[] more) {
        if (all.size() <= Report.ROWS_MAX) {
            return new ArrayList<>(all);
        }
        more[0] += all.size() - Report.ROWS_MAX;
        return new ArrayList<>(all.subList(0, Report.ROWS_MAX));
    }
}
