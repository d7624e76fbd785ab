package io.slotferry.diagnosis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.Sentence;
import java.util.List;

/** How long the move will take, roughly. */
public final class Estimate {

    /** What one source gives with batches of 100 small keys; measured 22k to 74k. */
    private static final long KEYS_PER_SECOND = 50_000;

    private Estimate() {}

    /**
     * @param keys that these slots hold now
     * @param targets where they go, as sentences name nodes
     */
    public static Finding of(ReshardRequest request, int slots, long keys, List<String> targets) {
        long rate = KEYS_PER_SECOND;
        if (request.pace() != null
                && request.pace().keysPerSecond() != null
                && request.pace().keysPerSecond() > 0) {
            rate = Math.min(rate, request.pace().keysPerSecond());
        }
        return Finding.of(
                "estimate",
                Severity.INFO,
                // Not the slots themselves: thousands of ranges would make every report long.
                SlotSet.EMPTY,
                targets,
                Sentence.count(keys, "key") + " in " + Sentence.count(slots, "slot") + " are about to move; at " + rate
                        + " keys a second that takes about " + time((keys + rate - 1) / rate),
                "Nothing to do; watch it with ./slotferry watch");
    }

    private static String time(long seconds) {
        if (seconds < 120) {
            return Math.max(1, seconds) + " s";
        }
        return seconds < 7_200 ? (seconds + 30) / 60 + " min" : (seconds + 1_800) / 3_600 + " h";
    }
}
