package io.slotferry.workflow;

/**
 * One drain.
 *
 * @param wave the slots to drain
 * @param keysPerSecond most keys per second; 0 for no limit
 * @param stallBudgetMs longest time one MIGRATE shall block the source, in milliseconds
 * @param keysPerMigrate most keys in one MIGRATE
 * @param batchKeys where the last drain's pacing ended; a cache, not the truth
 * @param sourceRunId the source's run_id when the run began: REPLACE is allowed only while it is the same (I5)
 * @param takeover whether another attempt may still be alive and must be cut off first (I11)
 */
public record DrainRequest(
        Wave wave,
        long keysPerSecond,
        long stallBudgetMs,
        int keysPerMigrate,
        int batchKeys,
        String sourceRunId,
        boolean takeover) {}
