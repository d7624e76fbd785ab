package io.slotferry.workflow;

import io.slotferry.contract.RunState;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Since when a run is in the state it is in: whatever waits says since when, and until when. Told by whoever shows the run, after every change; a query only reads it. */
final class StateClock {

    private @Nullable RunState state;
    private long sinceMs;

    void shows(RunState now) {
        if (now != state) {
            state = now;
            sinceMs = Workflow.currentTimeMillis();
        }
    }

    /** "since 2026-11-30T02:00:00Z". A change that was not shown yet happened just now. */
    String since(RunState asked) {
        return "since " + at(sinceMs(asked));
    }

    String sinceUntil(RunState asked, Duration most) {
        return since(asked) + ", until " + at(sinceMs(asked) + most.toMillis());
    }

    private long sinceMs(RunState asked) {
        return asked == state ? sinceMs : Workflow.currentTimeMillis();
    }

    static String at(long epochMs) {
        return Instant.ofEpochMilli(epochMs / 1_000 * 1_000).toString();
    }
}
