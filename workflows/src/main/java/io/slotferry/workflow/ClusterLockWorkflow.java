package io.slotferry.workflow;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** While this child is open its parent is the one mutating run of the cluster. Its workflow id is {@code slotferry-lock-<smallest node id>}. */
@WorkflowInterface
public interface ClusterLockWorkflow {

    String ID_PREFIX = "slotferry-lock-";

    /** The ids of all its nodes, in the memo: the one that gave the lock its name may be forgotten meanwhile. */
    String NODES = "nodes";

    @WorkflowMethod(name = "ClusterLock")
    void hold();

    @SignalMethod(name = "release", description = "End of the run that holds the cluster.")
    void release();
}
