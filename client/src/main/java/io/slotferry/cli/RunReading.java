package io.slotferry.cli;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The commands that only read: they exit with 0 when they could, whatever the run came to; `watch` exits with what the run came to. */
final class RunReading {

    private RunReading() {}

    static int watch(Shell shell, boolean json, @Nullable String workflowId) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pick(workflowId, temporal));
            run.describe();
            return RunFollow.toTheEnd(temporal, run, shell, json);
        }
    }

    static int status(Shell shell, boolean json, @Nullable String workflowId) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pick(workflowId, temporal));
            Run.Described described = run.describe();
            if (!described.open()) {
                return json ? ended(run, shell, true) : endedInOneLine(run, shell);
            }
            Progress progress = ask(temporal, shell, run, described, run.progress());
            if (json) {
                Json.print(shell.out(), progress);
            } else {
                int width = shell.terminal().lineWidth();
                ProgressText.wrap(run.workflowId() + ": " + progress.headline(), width, Integer.MAX_VALUE)
                        .forEach(shell.out()::println);
                ProgressText.whole(progress, width).forEach(shell.out()::println);
            }
            return ExitCode.DONE;
        }
    }

    static int report(Shell shell, boolean json, @Nullable String workflowId) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pickOrLast(workflowId, temporal));
            Run.Described described = run.describe();
            if (!described.open()) {
                return ended(run, shell, json);
            }
            Report left = described.report();
            // The memo needs no worker, so it comes before the query.
            Ending.show(shell, json, left != null ? left : ask(temporal, shell, run, described, run.reportSoFar()));
            return ExitCode.DONE;
        }
    }

    private static <T> T ask(
            TemporalConnection temporal, Shell shell, Run run, Run.Described described, CompletableFuture<T> answer) {
        try {
            return Patience.FOR_A_QUERY.await(answer, shell, () -> WorkerPresence.ask(temporal));
        } catch (CliFailure e) {
            if (e.exitCode() != ExitCode.NO_TEMPORAL) {
                throw e;
            }
            // Temporal has just described the run, so it is the worker that is missing.
            throw new CliFailure(
                    "NoAnswer",
                    "run " + run.workflowId() + " is open since "
                            + described.start().truncatedTo(ChronoUnit.SECONDS)
                            + ", but no worker answers for it; start one with ./slotferry worker",
                    ExitCode.NO_TEMPORAL,
                    e);
        }
    }

    private static int endedInOneLine(Run run, Shell shell) {
        Report report = ending(run).reportOrFail();
        shell.out().println(run.workflowId() + ": " + report.state() + ", " + report.headline());
        shell.out().println("all of it: ./slotferry report " + run.workflowId());
        return ExitCode.DONE;
    }

    private static int ended(Run run, Shell shell, boolean json) {
        Ending.show(shell, json, ending(run).reportOrFail());
        return ExitCode.DONE;
    }

    /** How an ended run ended. */
    static Ending ending(Run run) {
        CompletableFuture<Report> end = run.result();
        try {
            end.get(Patience.FOR_A_QUERY.limit().toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Ending looks at the future itself.
        } catch (TimeoutException | InterruptedException e) {
            throw new CliFailure("TemporalUnreachable", "Temporal does not answer", ExitCode.NO_TEMPORAL, e);
        }
        return Ending.of(run, end);
    }
}
