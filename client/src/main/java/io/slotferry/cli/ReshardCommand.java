package io.slotferry.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reshard",
        description = "Move slots. Shows the plan and asks, then runs exactly that plan and shows how it goes.")
final class ReshardCommand extends Verb {

    @Mixin
    private ReshardOptions options = new ReshardOptions();

    @Mixin
    private AuditOptions audit = new AuditOptions();

    @Option(names = "--dry-run", description = "Report what would be done and change nothing: the same as `plan`.")
    private boolean dryRun;

    @Mixin
    private StartOptions start = new StartOptions();

    @Override
    public Integer call() {
        Map<String, Object> fields = options.fields();
        audit.addTo(fields, shell());
        if (dryRun) {
            fields.put("dryRun", true);
        }
        ReshardStart run = new ReshardStart(shell(), json(), fields, audit);
        if (dryRun) {
            return run.plan();
        }
        start.requireConsent(shell(), "reshard asks before it moves slots");
        return run.reshard(start.yes, start.detach);
    }
}
