package io.slotferry.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "repair",
        description =
                "Mend slots that are half moved, uncovered or disputed. Shows what it will do and asks, then does it and shows how it goes. Exit code 4 if slots are left.")
final class RepairCommand extends Verb {

    @Option(
            names = "--cluster",
            paramLabel = "NAME|HOST:PORT",
            description = "A name from the worker's configuration, or host:port[,host:port...]. Required.")
    @Nullable
    private String cluster;

    @Option(names = "--slots", paramLabel = "RANGES", description = "Only these slots, for example 609,700-710.")
    @Nullable
    private String slots;

    @Option(
            names = "--consent",
            paramLabel = "ID",
            description =
                    "Id of a finding that may be mended although keys may be given up, as the plan names it; may be repeated.")
    @Nullable
    private List<String> consent;

    @Option(names = "--back", description = "Return half-moved slots to where they came from.")
    private boolean back;

    @Option(names = "--dry-run", description = "Report what would be done and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--as-commands",
            description =
                    "With --dry-run, which it implies: print the commands that do the same by hand, as a script with comments.")
    private boolean asCommands;

    @Mixin
    private StartOptions start = new StartOptions();

    @Mixin
    private AuditOptions audit = new AuditOptions();

    @Override
    public Integer call() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Fields.put(fields, "cluster", cluster);
        Fields.put(fields, "slots", slots);
        Fields.put(fields, "consent", consent == null ? null : new ArrayList<>(consent));
        Fields.put(fields, "back", back ? true : null);
        audit.addTo(fields, shell());
        RepairStart run = new RepairStart(shell(), json(), fields, audit);
        if (dryRun || asCommands) {
            return run.plan(asCommands);
        }
        start.requireConsent(shell(), "repair asks before it changes slots");
        return run.repair(start.yes, start.detach);
    }
}
