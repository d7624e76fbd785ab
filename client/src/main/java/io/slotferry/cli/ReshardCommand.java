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

    @Option(
            names = {"-y", "--yes"},
            description = "Do not show the plan first and do not ask.")
    private boolean yes;

    @Option(names = "--detach", description = "Return as soon as the run is started.")
    private boolean detach;

    @Override
    public Integer call() {
        Map<String, Object> fields = options.fields();
        audit.addTo(fields, shell());
        if (dryRun) {
            fields.put("dryRun", true);
        }
        ReshardStart start = new ReshardStart(shell(), json(), fields, audit);
        if (dryRun) {
            return start.plan();
        }
        if (!yes && !shell().terminal().asks()) {
            throw CliFailure.badInput("reshard asks before it moves slots, and this is no terminal; give --yes");
        }
        return start.reshard(yes, detach);
    }
}
