package io.slotferry.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Follows a run to its end: waits for the result, and asks for the progress meanwhile. */
final class RunWatch {

    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration LOST_MAX = Duration.ofSeconds(60);
    /** The picture shall end at what was reached, but nobody waits for a worker that has gone. */
    private static final Duration LAST_PICTURE = Duration.ofSeconds(2);

    private final Run run;
    private final LiveView view;
    private final Supplier<WorkerPresence> worker;
    private long answeredAt = System.nanoTime();
    private long connectedAt = System.nanoTime();
    private boolean shown;

    RunWatch(Run run, LiveView view, Supplier<WorkerPresence> worker) {
        this.run = run;
        this.view = view;
        this.worker = worker;
    }

    Ending untilEnd() {
        CompletableFuture<Report> end = run.result();
        CompletableFuture<Progress> asked = run.progress();
        while (true) {
            waitUpTo(REFRESH, CompletableFuture.anyOf(end, asked));
            if (end.isDone() && lost(end)) {
                waitUpTo(REFRESH, new CompletableFuture<>());
                end = run.result();
            } else if (end.isDone()) {
                if (shown) {
                    showLast();
                }
                view.close();
                return Ending.of(run, end);
            }
            if (asked.isDone()) {
                take(asked);
                waitUpTo(REFRESH, end);
                asked = run.progress();
            }
            if (since(answeredAt) > SILENCE.toNanos()) {
                noteSilence();
            }
        }
    }

    private void take(CompletableFuture<Progress> asked) {
        if (!asked.isCompletedExceptionally()) {
            answeredAt = System.nanoTime();
            connectedAt = answeredAt;
            shown = true;
            view.show(asked.join());
        }
    }

    private void showLast() {
        CompletableFuture<Progress> last = run.progress();
        waitUpTo(LAST_PICTURE, last);
        if (last.isDone()) {
            take(last);
        }
    }

    private void noteSilence() {
        if (worker.get() == WorkerPresence.ABSENT) {
            view.note(WorkerPresence.HINT + "; waiting for it");
        } else {
            view.note("no answer for " + TimeUnit.NANOSECONDS.toSeconds(since(answeredAt)) + " s; still waiting");
        }
    }

    /** Whether the wait ended because Temporal went away, not the run: a restart of the service is sat out. */
    private boolean lost(CompletableFuture<Report> end) {
        if (!end.isCompletedExceptionally()) {
            return false;
        }
        Throwable cause = end.handle((report, e) -> e).getNow(null);
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException rpc && rpc.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                view.note("Temporal does not answer; the run is safe there, trying again");
                return since(connectedAt) < LOST_MAX.toNanos();
            }
        }
        return false;
    }

    private static void waitUpTo(Duration limit, CompletableFuture<?> future) {
        try {
            future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller looks at the future itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("Interrupted", "interrupted", ExitCode.INTERRUPTED, e);
        }
    }

    private static long since(long nanoTime) {
        return System.nanoTime() - nanoTime;
    }
}
