package io.slotferry.redis;

import io.temporal.activity.Activity;

/** Marks the thread of a step that runs as a regular activity: a local one must end within a second, because the workflow task waits for it. */
final class SlowStep implements AutoCloseable {

    private static final ThreadLocal<Boolean> RUNNING = ThreadLocal.withInitial(() -> false);

    private SlowStep() {}

    static SlowStep unlessLocal() {
        RUNNING.set(!Activity.getExecutionContext().getInfo().isLocal());
        return new SlowStep();
    }

    static boolean isRunning() {
        return RUNNING.get();
    }

    @Override
    public void close() {
        RUNNING.remove();
    }
}
