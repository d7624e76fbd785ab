package io.slotferry.workflow;

import io.slotferry.repair.RepairTask;

/**
 * @param ask what the repair was asked: the act must still be the next one in its light
 * @param task the act and its slots
 */
public record RepairBatch(RepairAsk ask, RepairTask task) {}
