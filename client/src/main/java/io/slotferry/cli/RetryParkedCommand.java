package io.slotferry.cli;

import picocli.CommandLine.Command;

@Command(name = "retry-parked", description = "Try the slots again that were set aside, once their cause is mended.")
final class RetryParkedCommand extends UpdateVerb {

    @Override
    public Integer call() {
        return send("retryParked");
    }
}
