package io.slotferry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "finish-early",
        description = "Finish the open slots, keep what has moved and complete the run with a report.")
final class FinishEarlyCommand extends UpdateVerb {

    @Mixin
    private ConsentOption consent = new ConsentOption();

    @Override
    public Integer call() {
        consent.require(shell(), "Finish the run early? What has moved stays.");
        return send("finishEarly");
    }
}
