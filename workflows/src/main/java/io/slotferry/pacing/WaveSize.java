package io.slotferry.pacing;

/**
 * How much one wave may hold, so that its slots are open for about as long as the operator allows: clients' multi-key commands get TRYAGAIN for that long.
 */
public final class WaveSize {

    /** What a key and a kilobyte cost on an idle server; drains measure the rest and correct it (permille). */
    static final long KEY_MICROS = 10;

    static final long KILOBYTE_MICROS = 4;

    /** Most that measurements may correct the estimate: a busy machine must not cut the plan into so many waves that its history grows without need. */
    static final long CORRECTION_MIN = 500;

    static final long CORRECTION_MAX = 1_500;

    /** Drains of fewer keys say more about dispatch than about the server. */
    static final long KEYS_TELLING_MIN = 1_000;

    /** Neutral correction: the estimate as it is. */
    public static final long CORRECTION_NONE = 1_000;

    private WaveSize() {}

    /** What a kilobyte of one big key costs: collections are rebuilt element by element (94 MB list: 1.24 s on Redis 7.0). */
    static final long BIG_KILOBYTE_MICROS = 14;

    /** How long the MIGRATE of one key of so many bytes may block its source, in milliseconds: the cautious end. */
    public static long bigKeyMs(long bytes) {
        return bytes / 1024 * BIG_KILOBYTE_MICROS / 1_000;
    }

    /** Expected time to drain so much, in microseconds. */
    public static long drainMicros(long keys, long bytes, long correctionPermille) {
        long plain = keys * KEY_MICROS + bytes / 1024 * KILOBYTE_MICROS;
        return plain * correctionPermille / 1_000;
    }

    /** A running correction: half of what was measured, half of what was known. */
    public static long correction(long correctionPermille, long keys, long bytes, long measuredMicros) {
        if (keys < KEYS_TELLING_MIN) {
            return correctionPermille;
        }
        long plain = Math.max(1, drainMicros(keys, bytes, CORRECTION_NONE));
        long measured = measuredMicros * 1_000 / plain;
        long mixed = (correctionPermille + measured) / 2;
        return Math.max(CORRECTION_MIN, Math.min(CORRECTION_MAX, mixed));
    }

    /**
     * @param openMsMax aim for the time a slot is open
     * @param overlap waves of the lane that are open at the same time and take turns to drain
     * @return time one wave may take to drain, in microseconds
     */
    public static long budgetMicros(long openMsMax, int overlap) {
        // A wave waits for the ones before it and for two dispatches of Temporal (about 50 ms each) before it closes.
        return Math.max(10_000, (openMsMax * 1_000 - 100_000) / overlap);
    }
}
