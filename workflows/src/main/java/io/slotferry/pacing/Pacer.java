package io.slotferry.pacing;

/**
 * How many keys the next MIGRATE carries. Additive growth, halving on a stall over the budget; it grows only from full batches, because a short one proves nothing about the server.
 */
public final class Pacer {

    /** Keys a full batch gains when it stayed well under the budget. */
    static final int GROWTH_KEYS = 10;

    private Pacer() {}

    /**
     * @param batchKeys most keys the last batch could carry
     * @param carried keys it did carry
     * @param stallMicros how long it blocked the source
     * @param budgetMicros how long it may
     * @param keysMax never more than this
     * @return most keys of the next batch, at least 1
     */
    public static int next(int batchKeys, int carried, long stallMicros, long budgetMicros, int keysMax) {
        if (stallMicros > budgetMicros) {
            return Math.max(1, Math.min(batchKeys, carried) / 2);
        }
        boolean full = carried >= batchKeys;
        boolean roomy = stallMicros * 2 <= budgetMicros;
        return full && roomy ? Math.min(keysMax, batchKeys + GROWTH_KEYS) : Math.min(keysMax, batchKeys);
    }
}
