package io.slotferry.redis;

/**
 * Notices that this process did not run for a while, because it or its machine was stopped. Such a worker finds orders in its sockets that Temporal has given to others long ago: a workflow task begins with local activities before the server is asked anything, and one that opened slots anew left them open after the run had ended (CrashPointIT, stopped at AFTER_IMPORTING). What is still valid is asked for again.
 */
final class HeldUp {

    private static final long TICK_MS = 100;

    /** Longer than garbage collection or a busy machine take; a step that began before is over by its {@link StepClock}. */
    private static final long STOPPED_NANOS = 2_000_000_000L;

    /** How long old orders are refused after that: they are at hand, and are worked off at once. */
    private static final long CALM_NANOS = 3_000_000_000L;

    private static long tickedAt = System.nanoTime();
    private static long wokeAt = tickedAt - CALM_NANOS;

    static {
        Thread ticker = new Thread(
                () -> {
                    while (true) {
                        tick();
                        Meter.pause(TICK_MS);
                    }
                },
                "held-up");
        ticker.setDaemon(true);
        ticker.start();
    }

    private HeldUp() {}

    /** From here on it is noticed. */
    static void watch() {
        tick();
    }

    /** Whether this process woke up a moment ago; the ticker may not have run since. */
    static synchronized boolean lately() {
        return tick() - wokeAt < CALM_NANOS;
    }

    /** Waits until the heartbeats of an activity had time to learn whether it is still wanted, at most {@value #CALM_NANOS} ns; returns whether it is to stop. */
    static boolean outlast(Beat beat) {
        boolean held = false;
        while (lately() && !beat.stopped()) {
            held = true;
            Meter.pause(TICK_MS);
        }
        return held && beat.stopped();
    }

    private static synchronized long tick() {
        long now = System.nanoTime();
        if (now - tickedAt > STOPPED_NANOS) {
            wokeAt = now;
        }
        tickedAt = now;
        return now;
    }
}
