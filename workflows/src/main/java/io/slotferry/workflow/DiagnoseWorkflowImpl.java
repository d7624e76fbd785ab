package io.slotferry.workflow;

import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.DiagnoseWorkflow;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.topology.Sentence;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The workflow type {@code Diagnose}. Public for the SDK only. */
public final class DiagnoseWorkflowImpl implements DiagnoseWorkflow {

    private final Ledger ledger = new Ledger();

    @Override
    public Report diagnose(@Nullable DiagnoseRequest request) {
        if (request == null) {
            throw refused(
                    FailureTypes.INVALID_REQUEST,
                    "there is no input; give one JSON object like {\"cluster\":\"host:port\"}");
        }
        List<String> wrong = request.check();
        if (!wrong.isEmpty()) {
            throw refused(FailureTypes.INVALID_REQUEST, wrong.get(0));
        }
        String cluster = Objects.requireNonNull(request.cluster());
        Look look = Stubs.look("diagnose " + cluster).diagnose(cluster);
        if (!look.failureType().isEmpty()) {
            throw refused(look.failureType(), look.failure());
        }
        ledger.findings = look.findings();
        Report report = RunReport.of(ledger, RunState.SUCCEEDED, headline(look.findings()));
        Workflow.upsertMemo(Collections.singletonMap(Report.MEMO_KEY, report));
        Workflow.setCurrentDetails("### " + report.headline() + "\n");
        return report;
    }

    private static String headline(List<Finding> findings) {
        long errors = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .count();
        long warnings = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.WARNING)
                .count();
        return errors + warnings == 0
                ? "The cluster is healthy"
                : Sentence.count(errors, "error") + " and " + Sentence.count(warnings, "warning");
    }

    private static ApplicationFailure refused(String type, String sentence) {
        return Refusal.failure(type, sentence);
    }
}
