package io.slotferry.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "plan",
        description = "Show what a reshard would do: its moves, findings and estimate. Changes nothing.")
final class PlanCommand extends Verb {

    @Mixin
    private ReshardOptions options = new ReshardOptions();

    @Mixin
    private AuditOptions audit = new AuditOptions();

    @Override
    public Integer call() {
        Map<String, Object> fields = options.fields();
        audit.addTo(fields, shell());
        fields.put("dryRun", true);
        return new ReshardStart(shell(), json(), fields, audit).plan();
    }
}
