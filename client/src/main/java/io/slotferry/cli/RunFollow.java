package io.slotferry.cli;

/** Shows a run until it ends, and says on Ctrl-C that the run goes on. */
final class RunFollow {

    private RunFollow() {}

    static int toTheEnd(TemporalConnection temporal, Run run, Shell shell, boolean json) {
        return ending(temporal, run, shell, json).show(shell, json, run.workflowId());
    }

    static Ending ending(TemporalConnection temporal, Run run, Shell shell, boolean json) {
        shell.err().println("run " + run.workflowId());
        shell.err().flush();
        try (LiveView view = LiveView.on(shell, json);
                Farewell farewell = Farewell.onInterrupt(() -> {
                    view.close();
                    Farewell.runGoesOn(shell.err(), run.workflowId());
                })) {
            return new RunWatch(run, view, () -> WorkerPresence.ask(temporal)).untilEnd();
        }
    }
}
