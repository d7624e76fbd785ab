package io.slotferry.chaos;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** Time of day, as the logs of workers and servers show it. */
final class Clock {

    private Clock() {}

    static String nowMs() {
        return of(System.nanoTime());
    }

    /** The time of day at which {@code System.nanoTime()} said that. */
    static String of(long nanos) {
        return LocalTime.now()
                .minusNanos(System.nanoTime() - nanos)
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }
}
