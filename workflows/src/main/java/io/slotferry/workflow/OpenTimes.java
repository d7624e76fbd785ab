package io.slotferry.workflow;

import java.util.Map;
import java.util.TreeMap;

/** How long slots were open, in steps of 10 ms: small enough to carry through continue-as-new. */
final class OpenTimes {

    private static final long STEP_MS = 10;

    private final TreeMap<Long, Integer> slotsByMs = new TreeMap<>();

    OpenTimes(Map<String, Integer> carried) {
        carried.forEach((ms, slots) -> slotsByMs.put(Long.parseLong(ms), slots));
    }

    void add(long openMs, int slots) {
        long step = (Math.max(0, openMs) + STEP_MS - 1) / STEP_MS * STEP_MS;
        slotsByMs.merge(step, slots, Integer::sum);
    }

    /** The time within which {@code percent} of all slots were closed again, in milliseconds; 0 if none was opened. */
    long percentileMs(int percent) {
        long all = slotsByMs.values().stream().mapToLong(Integer::longValue).sum();
        long wanted = (all * percent + 99) / 100;
        long seen = 0;
        for (Map.Entry<Long, Integer> entry : slotsByMs.entrySet()) {
            seen += entry.getValue();
            if (seen >= wanted) {
                return entry.getKey();
            }
        }
        return 0;
    }

    Map<String, Integer> carry() {
        TreeMap<String, Integer> carried = new TreeMap<>();
        slotsByMs.forEach((ms, slots) -> carried.put(Long.toString(ms), slots));
        return carried;
    }
}
