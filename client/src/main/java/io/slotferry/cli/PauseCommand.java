package io.slotferry.cli;

import picocli.CommandLine.Command;

@Command(
        name = "pause",
        description = "Hold a run with no slot open. Answers when that is so, or after 60 s with what holds it.")
final class PauseCommand extends UpdateVerb {

    @Override
    public Integer call() {
        return send("pause");
    }
}
