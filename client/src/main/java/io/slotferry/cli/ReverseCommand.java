package io.slotferry.cli;

import io.slotferry.contract.Report;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The inverse plan of an ended run as a new run: what went there comes back, as long as it is still where that run left it. */
@Command(
        name = "reverse",
        description =
                "Move back what an ended run has moved, as a new run. Shows the plan and asks, then runs exactly that plan.")
final class ReverseCommand extends Verb {

    @Parameters(paramLabel = "WORKFLOW-ID", description = "The ended run.")
    private String workflowId = "";

    @Option(
            names = "--cluster",
            paramLabel = "NAME|HOST:PORT",
            description = "The cluster, if it goes by another name than that run gave; default as in that run.")
    private @Nullable String cluster;

    @Mixin
    private AuditOptions audit = new AuditOptions();

    @Mixin
    private StartOptions start = new StartOptions();

    @Override
    public Integer call() {
        start.requireConsent(shell(), "reverse asks before it moves slots");
        Map<String, Object> fields = inverse();
        audit.addTo(fields, shell());
        return new ReshardStart(shell(), json(), fields, audit).reshard(start.yes, start.detach);
    }

    private Map<String, Object> inverse() {
        try (TemporalConnection temporal = TemporalConnection.open(shell())) {
            Run run = new Run(temporal, workflowId);
            if (run.describe().open()) {
                throw CliFailure.badInput("run " + workflowId + " is not over; ./slotferry rollback " + workflowId
                        + " moves back what it has moved so far");
            }
            Report report = RunReading.ending(run).reportOrFail();
            if (report.inverse().isEmpty()) {
                throw new CliFailure(
                        "NothingToDo", "run " + workflowId + " has moved nothing to move back", ExitCode.DONE);
            }
            if (report.inverse().size() >= Report.ROWS_MAX && report.more() > 0) {
                throw CliFailure.badInput("the report of run " + workflowId + " names only the first " + Report.ROWS_MAX
                        + " of its moves, so it cannot be reversed as a whole; move the slots back with reshard");
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("cluster", cluster != null ? cluster : run.cluster(temporal));
            fields.put(
                    "moves", report.inverse().stream().map(ReshardStart::move).toList());
            return fields;
        }
    }
}
