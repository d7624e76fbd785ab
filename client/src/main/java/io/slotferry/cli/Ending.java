package io.slotferry.cli;

import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param report what it reported: its result, or the memo of one that was cancelled or failed
 * @param failure the sentence of one that ended without a result
 */
record Ending(@Nullable Report report, @Nullable CliFailure failure) {

    /** Reads the ending of a run whose result has come. */
    static Ending of(Run run, CompletableFuture<Report> ended) {
        try {
            return new Ending(ended.join(), null);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof WorkflowFailedException failed)) {
                throw Failures.translate(e);
            }
            Report left = run.describe().report();
            CliFailure failure = Failures.run(failed);
            // A cancelled run did what it was told, and its report says so better than the failure.
            boolean cancelled = failed.getCause() instanceof CanceledFailure && left != null;
            return new Ending(left, cancelled ? null : failure.with(left));
        }
    }

    /** Prints how it ended and returns the exit code; a failure is thrown, so that one place reports it. */
    int show(Shell shell, boolean json, String workflowId) {
        if (failure != null) {
            throw failure;
        }
        if (report == null) {
            return ExitCode.DONE;
        }
        if (json) {
            Json.print(shell.out(), report);
        } else {
            ReportText.ending(shell.out(), report);
            shell.out().println("all of it: ./slotferry report " + workflowId);
        }
        return exitCode(report);
    }

    /** The report even of a run that failed, if it left one. */
    Report reportOrFail() {
        if (report != null) {
            return report;
        }
        throw failure != null ? failure : new CliFailure("NoReport", "the run left no report", ExitCode.FAILED);
    }

    static void show(Shell shell, boolean json, Report report) {
        if (json) {
            Json.print(shell.out(), report);
        } else {
            ReportText.print(shell.out(), report);
        }
    }

    static int exitCode(Report report) {
        if (report.state() == RunState.CANCELLED || report.state() == RunState.FAILED) {
            return ExitCode.FAILED;
        }
        return report.parked().isEmpty() ? ExitCode.DONE : ExitCode.PARKED;
    }
}
