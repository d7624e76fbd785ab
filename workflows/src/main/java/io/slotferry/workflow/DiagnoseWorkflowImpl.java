package io.slotferry.workflow;

import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.DiagnoseWorkflow;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.topology.Sentence;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The workflow type {@code Diagnose}. Public for the SDK only. */
public final class DiagnoseWorkflowImpl implements DiagnoseWorkflow {

    private final Ledger ledger = new Ledger();
    private final StateClock clock = new StateClock();
    private RunState state = RunState.PRECHECKING;
    private String headline = "Asking every node";
    private String cluster = "";

    public DiagnoseWorkflowImpl() {
        Workflow.registerListener(
                new OtherVerbs("diagnosis", verb -> "it changes nothing and ends by itself; Cancel stops it"));
    }

    @Override
    public Report diagnose(@Nullable DiagnoseRequest request) {
        try {
            look(request);
            return endAs(RunState.SUCCEEDED, headline(ledger.findings));
        } catch (Refusal e) {
            if (CancellationScope.current().isCancelRequested()) {
                throw new CanceledFailure(endAs(RunState.CANCELLED, "Cancelled: the diagnosis was not made")
                        .headline());
            }
            endAs(RunState.FAILED, e.getMessage());
            throw Refusal.failure(e.type(), e.getMessage());
        }
    }

    private void look(@Nullable DiagnoseRequest given) {
        DiagnoseRequest request = Refusal.unlessValid(given, DiagnoseRequest::check, "{\"cluster\":\"host:port\"}");
        cluster = Objects.requireNonNull(request.cluster());
        showDetails();
        Look look = Refusal.looked(() -> Stubs.look("diagnose " + cluster).diagnose(cluster));
        Refusal.unlessEmpty(look.failureType(), look.failure());
        ledger.findings = look.findings();
    }

    private Report endAs(RunState end, String finalHeadline) {
        state = end;
        headline = finalHeadline;
        Report report = report();
        Workflow.upsertMemo(Collections.singletonMap(Report.MEMO_KEY, report));
        showDetails();
        return report;
    }

    private void showDetails() {
        clock.shows(state);
        Workflow.setCurrentDetails(
                state.ended() ? "### " + headline + "\n" : "### " + headline + "\n\n" + clock.since(state) + "\n");
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

    @Override
    public Progress progress() {
        return RunProgress.of(ledger, new Verbs(), clock, state, cluster, headline);
    }

    @Override
    public List<SlotMove> plan() {
        return List.of();
    }

    @Override
    public Report report() {
        return RunReport.of(ledger, state, headline);
    }
}
