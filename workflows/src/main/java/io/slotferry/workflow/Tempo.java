package io.slotferry.workflow;

import java.util.Map;
import java.util.TreeMap;

/** What {@code progress} reckons with: since when keys go in the present direction, how many had gone before, and how many each source gave. */
final class Tempo {

    private static final long TOO_SOON_MS = 500;

    private final TreeMap<String, Long> keysByLane = new TreeMap<>();
    private long sinceMs;
    private long keysBefore;

    /** Moving begins; a run that goes on after it continued as new has begun long ago. */
    void begin(long nowMs, long keysMoved) {
        if (sinceMs == 0) {
            sinceMs = nowMs;
            keysBefore = keysMoved;
        }
    }

    /** The way there says nothing about the way back. */
    void turnBack(long nowMs, long keysMoved) {
        keysByLane.clear();
        sinceMs = nowMs;
        keysBefore = keysMoved;
    }

    void moved(String from, long keys) {
        keysByLane.merge(from, keys, Long::sum);
    }

    long keysFrom(String from) {
        return keysByLane.getOrDefault(from, 0L);
    }

    long keysPerSecond(long nowMs, long keysMoved) {
        long ms = millis(nowMs);
        return ms < TOO_SOON_MS ? 0 : (keysMoved - keysBefore) * 1_000 / ms;
    }

    /** From the slots done so far; -1 if there is none. */
    long etaSeconds(long nowMs, int slots, int moved) {
        return moved == 0 ? -1 : millis(nowMs) * (slots - moved) / moved / 1_000;
    }

    private long millis(long nowMs) {
        return sinceMs == 0 ? 0 : nowMs - sinceMs;
    }

    long sinceMs() {
        return sinceMs;
    }

    long keysBefore() {
        return keysBefore;
    }

    Map<String, Long> keysByLane() {
        return keysByLane;
    }

    void takeOver(long since, long before, Map<String, Long> byLane) {
        sinceMs = since;
        keysBefore = before;
        keysByLane.putAll(byLane);
    }
}
