package io.slotferry.cli;

import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Starts a run of type Repair: a dry one, or a real one after the operator has seen what it will do. */
final class RepairStart {

    private static final String TYPE = "Repair";

    private final Shell shell;
    private final boolean json;
    private final Map<String, Object> fields;
    private final AuditOptions audit;
    private final RepairRequest request;

    /** Refuses a bad request before anybody is contacted. */
    RepairStart(Shell shell, boolean json, Map<String, Object> fields, AuditOptions audit) {
        this.shell = shell;
        this.json = json;
        this.fields = fields;
        this.audit = audit;
        this.request = Requests.repair(fields);
    }

    int plan(boolean asCommands) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Report plan =
                    dryRun(temporal, asCommands, audit.workflowId(ReshardRequest.PLAN_PREFIX + "repair", cluster()));
            if (asCommands && !json) {
                plan.commands().forEach(shell.out()::println);
                shell.out().flush();
            } else {
                Ending.show(shell, json, plan);
            }
            return ExitCode.DONE;
        }
    }

    int repair(boolean yes, boolean detach) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            if (!yes) {
                confirm(temporal);
            }
            Run run = Run.start(
                    temporal, TYPE, audit.workflowId("repair", cluster()), request, cluster() + ": repair", null);
            if (!detach) {
                return yes
                        ? RunFollow.withPlan(temporal, run, shell, json)
                        : RunFollow.toTheEnd(temporal, run, shell, json);
            }
            if (json) {
                Json.print(shell.out(), Map.of("workflowId", run.workflowId()));
            } else {
                shell.out().println("started " + run.workflowId());
                shell.out().println("watch it with ./slotferry watch " + run.workflowId());
            }
            return ExitCode.DONE;
        }
    }

    private void confirm(TemporalConnection temporal) {
        Report plan = dryRun(
                temporal, false, new AuditOptions().workflowId(ReshardRequest.PLAN_PREFIX + "repair", cluster()));
        ReportText.print(json ? shell.err() : shell.out(), plan);
        if (plan.repairs().isEmpty()) {
            throw new CliFailure("NothingToDo", "there is nothing to repair", ExitCode.DONE);
        }
        boolean free = plan.repairs().stream()
                .anyMatch(row -> row.consent().isEmpty() && !row.steps().isEmpty());
        if (!free) {
            throw new CliFailure(
                    "ConsentNeeded", "nothing can be done without your consent: see the ids above", ExitCode.PARKED);
        }
        int slots = plan.repairs().stream()
                .filter(row -> row.consent().isEmpty() && !row.steps().isEmpty())
                .mapToInt(row -> row.slots().count())
                .sum();
        if (!shell.confirms("Repair " + ReportText.slots(slots) + "?")) {
            throw new CliFailure("NotConfirmed", "not confirmed; nothing was changed", ExitCode.FAILED);
        }
    }

    private Report dryRun(TemporalConnection temporal, boolean asCommands, String workflowId) {
        Map<String, Object> dry = new LinkedHashMap<>(fields);
        dry.put("dryRun", true);
        if (asCommands) {
            dry.put("asCommands", true);
        }
        Patience patience = Patience.FOR_A_RESULT;
        Run run = Run.start(
                temporal, TYPE, workflowId, Requests.repair(dry), cluster() + ": repair (dry run)", patience.limit());
        return DryRun.result(temporal, run, shell, patience);
    }

    private String cluster() {
        return String.valueOf(request.cluster());
    }
}
