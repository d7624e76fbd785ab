package io.slotferry.workflow;

import io.slotferry.contract.ReshardRequest;

/**
 * @param ref run and cluster
 * @param workflowId the run's workflow id: slots opened under the same id before are ours
 * @param request what was asked for
 */
public record PrepareRequest(RunRef ref, String workflowId, ReshardRequest request) {}
