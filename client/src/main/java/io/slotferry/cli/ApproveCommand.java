package io.slotferry.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "approve", description = "Start a planned run that waits for approval.")
final class ApproveCommand extends RunVerb {

    @Option(names = "--requested-by", paramLabel = "WHO", description = "Who approves; default $USER.")
    @Nullable
    private String requestedBy;

    @Override
    public Integer call() {
        String user = shell().user();
        String who = requestedBy != null || user.isEmpty() ? requestedBy : user;
        return RunUpdate.send(shell(), json(), workflowId, "approve", who);
    }
}
