package io.slotferry.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

@Command(
        name = "tune",
        description = "Change how hard a run pushes, from its next wave on. Options left out keep their present value.")
final class TuneCommand extends RunVerb {

    @ArgGroup(exclusive = false)
    private PaceOptions pace = new PaceOptions();

    @Override
    public Integer call() {
        return RunUpdate.tune(shell(), json(), workflowId, pace.fields());
    }
}
