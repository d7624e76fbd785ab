package io.slotferry.chaos;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happened, in words with the time of day: the first thing to read when a seed failed. */
final class Timeline {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    void note(String what) {
        lines.add(Clock.nowMs() + "  " + what);
    }

    List<String> lines() {
        return lines;
    }
}
