package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import java.util.List;

/**
 * One drain.
 *
 * @param wave the slots to drain
 * @param keysPerSecond most keys per second; 0 for no limit
 * @param stallBudgetMs longest time one MIGRATE shall block the source, in milliseconds
 * @param keysPerMigrate most keys in one MIGRATE
 * @param batchKeys where the last drain's pacing ended; a cache, not the truth
 * @param sourceRunId the source's run_id and replication id when the run began: REPLACE is allowed only while they are the same (I5)
 * @param sourceReplicas who else was in the source's shard when the run began, among which its heir is looked for
 * @param targetReplicas the same of the target
 * @param patienceMs how long to wait here for a silent node or its heir before the reason is given back, in milliseconds; {@link #UNWATCHED} if nobody's heir is looked for
 * @param seenAtMs when the wave was last known to be well, in milliseconds since 1970; 0 if unknown
 * @param takeover whether another attempt may still be alive and must be cut off first (I11)
 * @param onceOpen slots that are known to have been opened between these two or those they stand for, even if failovers took both marks
 * @param held slots that this run has just opened, in which the source was seen to hold keys; none once the target may have been told to take any
 * @param disagreesMs for how long source and target have not agreed about a slot without keys, in milliseconds
 */
public record DrainRequest(
        Wave wave,
        long keysPerSecond,
        long stallBudgetMs,
        int keysPerMigrate,
        int batchKeys,
        String sourceRunId,
        List<String> sourceReplicas,
        List<String> targetReplicas,
        long patienceMs,
        long seenAtMs,
        boolean takeover,
        SlotSet onceOpen,
        SlotSet held,
        long disagreesMs) {

    public DrainRequest {
        // Histories of an earlier release have none.
        onceOpen = onceOpen == null ? SlotSet.EMPTY : onceOpen;
        held = held == null ? SlotSet.EMPTY : held;
    }

    /** For slots whose ends are not simply owner and importer: a repair looks at everything anew instead. */
    public static final long UNWATCHED = -1;

    static DrainRequest unwatched(
            Wave wave, long keysPerSecond, long stallBudgetMs, int keysPerMigrate, int batchKeys) {
        return new DrainRequest(
                wave,
                keysPerSecond,
                stallBudgetMs,
                keysPerMigrate,
                batchKeys,
                "",
                List.of(),
                List.of(),
                UNWATCHED,
                0,
                false,
                SlotSet.EMPTY,
                SlotSet.EMPTY,
                0);
    }
}
