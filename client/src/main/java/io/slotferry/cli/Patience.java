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
 * @param hint after this long without an answer, say so and look whether a worker polls, and again each time it has passed
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
        String told = "";
        while (true) {
            try {
                return answer.get(hint.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long waited = System.nanoTime() - start;
                boolean alone = worker.get() == WorkerPresence.ABSENT;
                if ((alone && waited >= absent.toNanos()) || waited >= limit.toNanos()) {
                    throw noAnswer(alone, waited);
                }
                // For a minute after its death a worker seems to be there: silence is told of in any case, each kind
                // once.
                String kind = alone ? WorkerPresence.HINT + "; waiting for it" : "still waiting";
                if (!kind.equals(told)) {
                    told = kind;
                    shell.err().println(alone ? kind : "no answer for " + seconds(waited) + " s; " + kind);
                    shell.err().flush();
                }
            } catch (ExecutionException e) {
                throw Failures.translate(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliFailure("Interrupted", "interrupted", ExitCode.INTERRUPTED, e);
            }
        }
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    private static CliFailure noAnswer(boolean alone, long waitedNanos) {
        String why = alone ? WorkerPresence.HINT : "see the worker's log";
        return new CliFailure(
                "NoAnswer", "no worker answered within " + seconds(waitedNanos) + " s: " + why, ExitCode.NO_TEMPORAL);
    }
}
