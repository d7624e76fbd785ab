package io.slotferry.workflow;

import io.temporal.workflow.Workflow;

/** Public for the SDK only. */
public final class ClusterLockWorkflowImpl implements ClusterLockWorkflow {

    private boolean released;

    @Override
    public void hold() {
        Workflow.await(() -> released);
    }

    @Override
    public void release() {
        released = true;
    }
}
