package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import java.util.List;

/**
 * What a look at the whole cluster found.
 *
 * @param findings most severe first
 * @param failureType why the cluster could not be looked at, of {@link io.slotferry.contract.FailureTypes}; empty if it could
 * @param failure the sentence; empty if it could
 */
public record Look(List<Finding> findings, String failureType, String failure) {}
