package io.slotferry.worker;

/**
 * How much one worker process does at a time.
 *
 * @param maxConcurrentActivities drains and other activities at once; 1 to 1000, default 64
 * @param maxConcurrentLocalActivities SETSLOT batches at once; 1 to 1000, default 64
 * @param maxConcurrentWorkflowTasks workflow tasks at once; 2 to 1000, default 32
 * @param workflowCacheSize runs kept in memory between their tasks; 10 to 10000, default 100. Three threads are allowed for each
 */
record WorkerLimits(
        int maxConcurrentActivities,
        int maxConcurrentLocalActivities,
        int maxConcurrentWorkflowTasks,
        int workflowCacheSize) {

    static final WorkerLimits DEFAULTS = new WorkerLimits(64, 64, 32, 100);

    static WorkerLimits read(YamlFields fields) {
        WorkerLimits limits = new WorkerLimits(
                fields.number("maxConcurrentActivities", 1, 1000, DEFAULTS.maxConcurrentActivities),
                fields.number("maxConcurrentLocalActivities", 1, 1000, DEFAULTS.maxConcurrentLocalActivities),
                // The SDK needs two: one for the sticky queue and one for the shared one.
                fields.number("maxConcurrentWorkflowTasks", 2, 1000, DEFAULTS.maxConcurrentWorkflowTasks),
                fields.number("workflowCacheSize", 10, 10_000, DEFAULTS.workflowCacheSize));
        fields.refuseUnknown();
        return limits;
    }

    int workflowThreads() {
        return 3 * workflowCacheSize;
    }
}
