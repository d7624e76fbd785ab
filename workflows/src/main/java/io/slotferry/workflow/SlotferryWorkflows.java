package io.slotferry.workflow;

import io.temporal.worker.Worker;

/** Everything a worker registers to run Slotferry's workflows. */
public final class SlotferryWorkflows {

    private SlotferryWorkflows() {}

    public static void registerOn(Worker worker) {}
}
