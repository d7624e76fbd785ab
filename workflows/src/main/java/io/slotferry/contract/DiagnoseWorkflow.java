package io.slotferry.contract;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** Asks every node of a cluster and reports what is wrong; changes nothing. State SUCCEEDED means that the diagnosis was made, not that it found nothing. */
@WorkflowInterface
public interface DiagnoseWorkflow {

    @WorkflowMethod(name = "Diagnose")
    Report diagnose(@Nullable DiagnoseRequest request);
}
