package io.slotferry.workflow;

import io.slotferry.contract.ReshardRequest;

/**
 * @param ref run and cluster
 * @param workflowId the run's workflow id: slots opened under the same id before are ours
 * @param request what was asked for
 */
public record PrepareRequest(RunRef ref, String workflowId, ReshardRequest request) {

    /** The workflow id whose earlier runs opened slots that are ours: of a dry run it is that of the run it is made for. */
    public String ownId() {
        return request.dryRuns() && workflowId.startsWith(ReshardRequest.PLAN_PREFIX)
                ? workflowId.substring(ReshardRequest.PLAN_PREFIX.length())
                : workflowId;
    }
}
