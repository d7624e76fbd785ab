package io.slotferry.workflow;

import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;

/** Everything a worker registers to run Slotferry's workflows. */
public final class SlotferryWorkflows {

    private SlotferryWorkflows() {}

    public static void registerOn(Worker worker) {
        // Input that is no JSON at all fails the run at once; without this it would be retried for ever.
        WorkflowImplementationOptions options = WorkflowImplementationOptions.newBuilder()
                .setFailWorkflowExceptionTypes(DataConverterException.class)
                .build();
        worker.registerWorkflowImplementationTypes(
                options,
                ReshardWorkflowImpl.class,
                RepairWorkflowImpl.class,
                DiagnoseWorkflowImpl.class,
                ClusterLockWorkflowImpl.class,
                UnknownType.class);
    }
}
