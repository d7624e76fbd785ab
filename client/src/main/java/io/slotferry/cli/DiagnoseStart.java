package io.slotferry.cli;

import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import java.util.Map;

/** Starts a run of type Diagnose and shows what it found. */
final class DiagnoseStart {

    private DiagnoseStart() {}

    static int diagnose(Shell shell, boolean json, Map<String, Object> fields, AuditOptions audit) {
        DiagnoseRequest request = Requests.diagnose(fields);
        String cluster = String.valueOf(request.cluster());
        Patience patience = Patience.FOR_A_RESULT;
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = Run.start(
                    temporal, "Diagnose", audit.workflowId("diagnose", cluster), request, cluster, patience.limit());
            Report report = DryRun.result(temporal, run, shell, patience);
            Ending.show(shell, json, report);
            boolean found = report.findings().stream().anyMatch(finding -> finding.severity() != Finding.Severity.INFO);
            return found ? ExitCode.FOUND : ExitCode.DONE;
        }
    }
}
