package io.slotferry.redis;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats of one activity from one place, so that the work itself never waits for Temporal. Work looks at {@link #stopped} between two batches.
 */
final class Beat implements AutoCloseable {

    private static final long EVERY_MS = 250;

    /** Heartbeats in a row that may fail before the worker is taken to be stopping. */
    private static final int FAILURES_MAX = 4;

    private static final ScheduledExecutorService TICKER = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "heartbeats");
        thread.setDaemon(true);
        return thread;
    });

    private final ActivityExecutionContext context = Activity.getExecutionContext();
    private final ScheduledFuture<?> ticking;
    private int failures;
    private volatile @Nullable ActivityCompletionException stop;

    Beat(Supplier<Object> details) {
        ticking = TICKER.scheduleWithFixedDelay(() -> beat(details), 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void beat(Supplier<Object> details) {
        try {
            context.heartbeat(details.get());
            failures = 0;
        } catch (ActivityCompletionException e) {
            stop = e;
        } catch (RuntimeException e) {
            // A stopping worker refuses heartbeats without a word of its own (RejectedExecutionException); a ticker
            // that
            // threw would stay silent for ever, and the work would never learn of the stop.
            if (++failures >= FAILURES_MAX) {
                stop = new ActivityWorkerShutdownException(context.getInfo());
            }
        }
    }

    boolean stopped() {
        return stop != null;
    }

    /** Whether the run itself said so; otherwise it is this worker that stops, or Temporal that gave the work away. */
    boolean cancelled() {
        return stop instanceof ActivityCanceledException;
    }

    /** A cancel wants the partial result; anything else (worker stopping, paused, gone) wants the exception. */
    void rethrowUnlessCancelled() {
        ActivityCompletionException why = stop;
        if (why != null && !(why instanceof ActivityCanceledException)) {
            throw why;
        }
    }

    int attempt() {
        return context.getInfo().getAttempt();
    }

    @Override
    public void close() {
        ticking.cancel(false);
    }
}
