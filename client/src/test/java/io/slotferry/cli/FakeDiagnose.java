package io.slotferry.cli;

import io.slotferry.contract.DiagnoseRequest;
import io.slotferry.contract.DiagnoseWorkflow;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what the field {@code reason} of its request names as a severity. */
public final class FakeDiagnose implements DiagnoseWorkflow {

    @Override
    public Report diagnose(@Nullable DiagnoseRequest request) {
        String severity = request == null ? null : request.reason();
        List<Finding> found = severity == null ? List.of() : FakeReshard.findings(Finding.Severity.valueOf(severity));
        return FakeReshard.report(RunState.SUCCEEDED, found.size() + " findings", List.of(), List.of(), found);
    }
}
