package io.slotferry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "rollback", description = "Finish the open slots, then move everything back, newest first.")
final class RollbackCommand extends UpdateVerb {

    @Mixin
    private ConsentOption consent = new ConsentOption();

    @Override
    public Integer call() {
        consent.require(shell(), "Roll back? Everything the run has moved goes back.");
        return send("rollback");
    }
}
