package io.slotferry.cli;

import picocli.CommandLine.Command;

@Command(name = "status", description = "Show how far a run is, what it waits for and what to do next.")
final class StatusCommand extends RunVerb {

    @Override
    public Integer call() {
        return RunReading.status(shell(), json(), workflowId);
    }
}
