package io.slotferry.cli;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
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
            if (!run.describe().open()) {
                return ended(run, shell, json);
            }
            Progress progress = Patience.FOR_A_QUERY.await(run.progress(), shell, () -> WorkerPresence.ask(temporal));
            if (json) {
                Json.print(shell.out(), progress);
            } else {
                shell.out().println(run.workflowId() + ": " + progress.headline());
                ProgressText.lines(progress, Integer.MAX_VALUE).forEach(shell.out()::println);
            }
            return ExitCode.DONE;
        }
    }

    static int report(Shell shell, boolean json, @Nullable String workflowId) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Run run = new Run(temporal, OpenRuns.pick(workflowId, temporal));
            if (!run.describe().open()) {
                return ended(run, shell, json);
            }
            Report soFar = Patience.FOR_A_QUERY.await(run.reportSoFar(), shell, () -> WorkerPresence.ask(temporal));
            Ending.show(shell, json, soFar);
            return ExitCode.DONE;
        }
    }

    private static int ended(Run run, Shell shell, boolean json) {
        CompletableFuture<Report> end = run.result();
        try {
            end.get(Patience.FOR_A_QUERY.limit().toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Ending looks at the future itself.
        } catch (TimeoutException | InterruptedException e) {
            throw new CliFailure("TemporalUnreachable", "Temporal does not answer", ExitCode.NO_TEMPORAL, e);
        }
        Ending ending = Ending.of(run, end);
        if (ending.report() == null) {
            return ending.show(shell, json);
        }
        Ending.show(shell, json, ending.report());
        return ExitCode.DONE;
    }
}
