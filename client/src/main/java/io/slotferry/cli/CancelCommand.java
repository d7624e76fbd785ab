package io.slotferry.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cancel",
        description =
                "Finish the open slots, keep what has moved and end the run as Canceled. Waits until it has ended, at most some 4 minutes.")
final class CancelCommand extends RunVerb {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit trail.")
    @Nullable
    private String reason;

    @Option(names = "--detach", description = "Return as soon as the cancellation is requested.")
    private boolean detach;

    @Mixin
    private ConsentOption consent = new ConsentOption();

    @Override
    public Integer call() {
        consent.require(shell(), "Cancel the run? What has moved stays.");
        return RunUpdate.cancel(shell(), json(), workflowId, reason, detach);
    }
}
