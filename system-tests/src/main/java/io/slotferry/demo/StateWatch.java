package io.slotferry.demo;

import io.slotferry.contract.Progress;
import io.temporal.client.WorkflowStub;
import java.time.Duration;

/** Asks the run for its progress in the background: a query blocks for as long as there is no worker to answer it. */
final class StateWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final WorkflowStub run;
    private final Thread thread = new Thread(this::watch, "state-watch");
    private volatile String state = "";
    private volatile long answeredAt;

    StateWatch(WorkflowStub run) {
        this.run = run;
        thread.setDaemon(true);
        thread.start();
    }

    /** What the run says of itself; "no answer" while nobody can say. */
    String state() {
        boolean fresh = System.nanoTime() - answeredAt < FRESH.toNanos();
        return state.isEmpty() ? "starting" : fresh ? state : "no worker answers";
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Progress progress = run.query("progress", Progress.class);
                answeredAt = System.nanoTime();
                state = progress.state().name();
            } catch (RuntimeException e) {
                // No worker at the moment; the next query will tell.
            }
            try {
                Thread.sleep(EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
