package io.slotferry.redis;

/** The time a step may still send commands. A step that was held up (a stopped process, a long pause) must not send a late SETSLOT (I11), so it asks here before every command. */
final class StepClock {

    /** A little less than the workflow waits, so that a step ends by itself. */
    static final long STEP_MS = 900;

    private final long deadline;

    StepClock(long millis) {
        deadline = System.nanoTime() + millis * 1_000_000;
    }

    /** A step of a repair is no local activity: its way to the nodes may be long, so it has more time. */
    static final long SLOW_STEP_MS = 15_000;

    /** The time of the step that runs in this thread. */
    static StepClock step() {
        return new StepClock(SlowStep.isRunning() ? SLOW_STEP_MS : STEP_MS);
    }

    boolean over() {
        return System.nanoTime() >= deadline;
    }

    /** Whether less than this is left, in milliseconds. */
    boolean isShortOf(long millis) {
        return deadline - System.nanoTime() < millis * 1_000_000;
    }

    /** @throws NodeException when the time is up: nothing may be sent any more */
    long leftMs() {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new NodeException("this step took longer than it may");
        }
        return left;
    }
}
