package io.slotferry.contract;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks every node of a cluster and reports what is wrong; changes nothing. State SUCCEEDED means that the diagnosis was made, not that it found nothing. */
@WorkflowInterface
public interface DiagnoseWorkflow {

    @WorkflowMethod(name = "Diagnose")
    Report diagnose(@Nullable DiagnoseRequest request);

    @QueryMethod(name = "progress", description = "What the diagnosis waits for.")
    Progress progress();

    @QueryMethod(name = "plan", description = "Empty: a diagnosis moves nothing.")
    List<SlotMove> plan();

    @QueryMethod(name = "report", description = "The report as it would be if the diagnosis ended now.")
    Report report();
}
