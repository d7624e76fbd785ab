package io.slotferry.cli;

import picocli.CommandLine.Command;

@Command(name = "resume", description = "Let a paused run go on.")
final class ResumeCommand extends UpdateVerb {

    @Override
    public Integer call() {
        return send("resume");
    }
}
