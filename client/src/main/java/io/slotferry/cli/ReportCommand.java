package io.slotferry.cli;

import picocli.CommandLine.Command;

@Command(
        name = "report",
        description =
                "Show the report of a run: its result, or what it left when it was cancelled or failed, or how it stands now.")
final class ReportCommand extends RunVerb {

    @Override
    public Integer call() {
        return RunReading.report(shell(), json(), workflowId);
    }
}
