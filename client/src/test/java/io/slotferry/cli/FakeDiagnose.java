package io.slotferry.cli;

import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.DiagnoseWorkflow;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.temporal.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what the field {@code reason} of its request names as a severity, or {@code never} ends. */
public final class FakeDiagnose implements DiagnoseWorkflow {

    @Override
    public Report diagnose(@Nullable DiagnoseRequest request) {
        String severity = request == null ? null : request.reason();
        if ("never".equals(severity)) {
            Workflow.await(() -> false);
        }
        List<Finding> found = severity == null ? List.of() : FakeReshard.findings(Finding.Severity.valueOf(severity));
        return FakeReshard.report(RunState.SUCCEEDED, found.size() + " findings", List.of(), List.of(), found);
    }

    @Override
    public Progress progress() {
        return FakeReshard.progress(RunState.PRECHECKING, 0);
    }

    @Override
    public List<SlotMove> plan() {
        return List.of();
    }

    @Override
    public Report report() {
        return FakeReshard.report(RunState.PRECHECKING, "asking", List.of(), List.of(), List.of());
    }
}
