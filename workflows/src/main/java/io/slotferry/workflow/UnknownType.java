package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.temporal.common.converter.EncodedValues;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;

/** A workflow type that this worker does not have, often a typo: refused with a sentence, where the SDK would try again for ever. Public for the SDK only. */
public final class UnknownType implements DynamicWorkflow {

    @Override
    public Object execute(EncodedValues args) {
        throw Refusal.failure(
                FailureTypes.INVALID_REQUEST,
                "this worker does not know the workflow type \""
                        + Workflow.getInfo().getWorkflowType() + "\"; it knows Reshard, Repair and Diagnose");
    }
}
