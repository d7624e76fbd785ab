package io.slotferry.cli;

import java.io.PrintWriter;
import java.util.function.BiConsumer;

/** Shows a run until it ends, and says on Ctrl-C that the run goes on. */
final class RunFollow {

    private RunFollow() {}

    static int toTheEnd(TemporalConnection temporal, Run run, Shell shell, boolean json) {
        return ending(temporal, run, shell, json, Farewell::runGoesOn).show(shell, json, run.workflowId());
    }

    /** The same for a run of which nobody has seen the plan yet. */
    static int withPlan(TemporalConnection temporal, Run run, Shell shell, boolean json) {
        return follow(temporal, run, shell, json, Farewell::runGoesOn, () -> FirstPlan.show(run, shell, json))
                .show(shell, json, run.workflowId());
    }

    /** @param last what an interrupt says of the run */
    static Ending ending(
            TemporalConnection temporal, Run run, Shell shell, boolean json, BiConsumer<PrintWriter, String> last) {
        return follow(temporal, run, shell, json, last, () -> {});
    }

    private static Ending follow(
            TemporalConnection temporal,
            Run run,
            Shell shell,
            boolean json,
            BiConsumer<PrintWriter, String> last,
            Runnable first) {
        shell.err().println("run " + run.workflowId());
        shell.err().flush();
        try (LiveView view = LiveView.on(shell, json);
                Farewell farewell = Farewell.onInterrupt(() -> {
                    view.close();
                    last.accept(shell.err(), run.workflowId());
                })) {
            first.run();
            return new RunWatch(run, view, () -> WorkerPresence.ask(temporal)).untilEnd();
        }
    }
}
