package io.slotferry.redis;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The points of the move protocol where a process can die and leave something different behind. Tests end or stop the worker exactly there: {@code SLOTFERRY_HALT_AT=<point>} ends it like kill -9, {@code SLOTFERRY_STOP_AT=<point>} stops it like SIGSTOP, each at the first pass. Without them a point costs one comparison.
 */
enum CrashPoint {
    BEFORE_WEIGHING,
    BEFORE_IMPORTING,
    AFTER_IMPORTING,
    BEFORE_MIGRATING,
    AFTER_MIGRATING,
    BEFORE_DRAIN_LOOK,
    BEFORE_LISTING,
    BEFORE_MIGRATE,
    /** Sent, not answered. */
    AMID_MIGRATE,
    AFTER_MIGRATE,
    BEFORE_REPLICA_BARRIER,
    /** The source counts 0 and nobody was told. */
    AFTER_DRAIN,
    BEFORE_FINAL_LOOK,
    /** Everything was looked at; the target is told next. */
    AFTER_FINAL_LOOK,
    /** The target was sent IMPORTING once more and is sent NODE next. */
    BEFORE_TARGET_NODE,
    /** The target was sent NODE and has not answered. */
    AMID_TARGET_NODE,
    /** The target owns the slots, the source was not told. */
    AFTER_TARGET_NODE,
    AFTER_SOURCE_NODE,
    BEFORE_OTHERS,
    /** All is done and the workflow does not know. */
    AFTER_OTHERS,
    BEFORE_VERIFYING,
    /** Of an atomic move only, as is the next. */
    BEFORE_NATIVE_JOB,
    /** The source has the job. */
    AFTER_NATIVE_JOB;

    private static final String HALT_AT = System.getenv("SLOTFERRY_HALT_AT");
    private static final String STOP_AT = System.getenv("SLOTFERRY_STOP_AT");
    private static final boolean ARMED = HALT_AT != null || STOP_AT != null;
    private static final AtomicBoolean REACHED = new AtomicBoolean();

    /** Exit code of a worker that was ended here: that of kill -9. */
    private static final int HALTED = 137;

    void reach() {
        if (ARMED && (name().equals(HALT_AT) || name().equals(STOP_AT)) && REACHED.compareAndSet(false, true)) {
            // Not a log line: a logger may be asynchronous, and this process is about to end.
            System.out.println("crash point " + name().toLowerCase(Locale.ROOT) + " reached");
            System.out.flush();
            if (name().equals(HALT_AT)) {
                Runtime.getRuntime().halt(HALTED);
            }
            stopThisProcess();
        }
    }

    private static void stopThisProcess() {
        try {
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("cannot stop this process", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
