package io.slotferry.cli;

import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** With {@code --yes} nobody is asked, and the plan is printed all the same, as soon as the run has made it: whoever reads the log of a script wants to know what was done. */
final class FirstPlan {

    /** A pre-check takes a second or two; whoever waits longer shall see the progress instead. */
    private static final long PLAN_MS = 10_000;

    private static final long PAUSE_MS = 100;

    /** A worker that does not answer is told of by whoever follows the run. */
    private static final long ANSWER_MS = 2_000;

    private FirstPlan() {}

    static void show(Run run, Shell shell, boolean json) {
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PLAN_MS);
            while (System.nanoTime() < until) {
                Report soFar = ask(run);
                if (soFar == null) {
                    return;
                }
                if (soFar.state() != RunState.PRECHECKING) {
                    ReportText.plan(json ? shell.err() : shell.out(), soFar);
                    return;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Report ask(Run run) throws InterruptedException {
        try {
            return run.reportSoFar().get(ANSWER_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }
}
