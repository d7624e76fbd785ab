package io.slotferry.cli;

import io.slotferry.contract.Report;
import io.temporal.client.WorkflowFailedException;
import org.jspecify.annotations.Nullable;

/** A run that changes nothing, so that nobody misses it when the one who asked has gone. */
final class DryRun {

    private DryRun() {}

    static Report result(TemporalConnection temporal, Run run, Shell shell, Patience patience) {
        try (Farewell farewell = Farewell.onInterrupt(() -> leave(run, shell))) {
            return patience.await(run.result(), shell, () -> WorkerPresence.ask(temporal));
        } catch (CliFailure e) {
            if (e.type().equals("NoAnswer")) {
                abandon(run);
            }
            throw e.with(findings(run, e));
        }
    }

    /** One sentence has room for one finding; the run left the others in its memo. */
    private static @Nullable Report findings(Run run, CliFailure e) {
        return e.getCause() instanceof WorkflowFailedException ? run.describe().report() : null;
    }

    private static void leave(Run run, Shell shell) {
        Farewell.nothingChanged(shell.err());
        abandon(run);
    }

    private static void abandon(Run run) {
        try {
            run.terminate("the one who asked has gone");
        } catch (RuntimeException e) {
            // It has a time limit of its own.
        }
    }
}
