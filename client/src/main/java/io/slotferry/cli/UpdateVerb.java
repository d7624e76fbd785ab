package io.slotferry.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that sends one update to a run and prints what it answers. */
abstract class UpdateVerb extends RunVerb {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit trail.")
    @Nullable
    String reason;

    final int send(String update) {
        return RunUpdate.send(shell(), json(), workflowId, update, reason);
    }
}
