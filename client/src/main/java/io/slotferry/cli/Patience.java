package io.slotferry.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * How long to wait for something that needs a worker, and when to say that there is none.
 *
 * @param hint after this long without an answer, look whether a worker polls, and again each time it has passed
 * @param absent give up after this long if no worker polls
 * @param limit give up after this long in any case
 */
record Patience(Duration hint, Duration absent, Duration limit) {

    /** A dry run or a diagnosis: seconds with a worker, but a big cluster may take minutes. */
    static final Patience FOR_A_RESULT =
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofMinutes(10));

    /** An update: `pause` answers within 60 s by contract. */
    static final Patience FOR_AN_UPDATE =
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(75));

    /** A query is answered at once or not at all; less than the limit of a call, after which Temporal itself would seem to be gone. */
    static final Patience FOR_A_QUERY =
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(9));

    <T> T await(CompletableFuture<T> answer, Shell shell, Supplier<WorkerPresence> worker) {
        long start = System.nanoTime();
        boolean told = false;
        while (true) {
            try {
                return answer.get(hint.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long waited = System.nanoTime() - start;
                boolean alone = worker.get() == WorkerPresence.ABSENT;
                if ((alone && waited >= absent.toNanos()) || waited >= limit.toNanos()) {
                    throw noAnswer(alone, waited);
                }
                if (alone && !told) {
                    shell.err().println(WorkerPresence.HINT + "; waiting for it");
                    told = true;
                }
            } catch (ExecutionException e) {
                throw Failures.translate(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliFailure("Interrupted", "interrupted", ExitCode.INTERRUPTED, e);
            }
        }
    }

    private static CliFailure noAnswer(boolean alone, long waitedNanos) {
        String why = alone ? WorkerPresence.HINT : "see the worker's log";
        return new CliFailure(
                "NoAnswer",
                "no worker answered within " + TimeUnit.NANOSECONDS.toSeconds(waitedNanos) + " s: " + why,
                ExitCode.NO_TEMPORAL);
    }
}
