package io.slotferry.cli;

import picocli.CommandLine.Command;

@Command(
        name = "watch",
        description =
                "Follow a run to its end: a live bar with rate, time to go and lanes, or plain lines where there is no terminal. Ctrl-C stops the watching, not the run.")
final class WatchCommand extends RunVerb {

    @Override
    public Integer call() {
        return RunReading.watch(shell(), json(), workflowId);
    }
}
