package io.slotferry.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one move took.
 *
 * @param time from the beginning, as the contestant defines it, to the end
 * @param historyEvents events in Temporal's history; null where there is none
 * @param historyBytes its size
 * @param workerRssBytes resident memory of the worker at its highest so far; null where it is not known
 */
record Effort(Duration time, @Nullable Long historyEvents, @Nullable Long historyBytes, @Nullable Long workerRssBytes) {

    static Effort of(Duration time) {
        return new Effort(time, null, null, null);
    }
}
