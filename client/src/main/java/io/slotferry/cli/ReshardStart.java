package io.slotferry.cli;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts a run of type Reshard: a dry one, or a real one after the operator has seen what it will do. */
final class ReshardStart {

    private static final String TYPE = "Reshard";

    private final Shell shell;
    private final boolean json;
    private final Map<String, Object> fields;
    private final AuditOptions audit;
    private final ReshardRequest request;

    /** Refuses a bad request before anybody is contacted. */
    ReshardStart(Shell shell, boolean json, Map<String, Object> fields, AuditOptions audit) {
        this.shell = shell;
        this.json = json;
        this.fields = fields;
        this.audit = audit;
        this.request = Requests.reshard(fields);
    }

    int plan() {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            Report plan = dryRun(temporal, request, audit.workflowId("plan", cluster()));
            Ending.show(shell, json, plan);
            return refused(plan) ? ExitCode.REFUSED : Ending.exitCode(plan);
        }
    }

    int reshard(boolean yes, boolean detach) {
        try (TemporalConnection temporal = TemporalConnection.open(shell)) {
            ReshardRequest confirmed = yes ? request : confirm(temporal);
            Run run = Run.start(
                    temporal,
                    TYPE,
                    audit.workflowId("reshard", cluster()),
                    confirmed,
                    Requests.summary(confirmed),
                    null);
            if (detach) {
                return detached(run);
            }
            return yes
                    ? RunFollow.withPlan(temporal, run, shell, json)
                    : RunFollow.toTheEnd(temporal, run, shell, json);
        }
    }

    private ReshardRequest confirm(TemporalConnection temporal) {
        Map<String, Object> dry = new LinkedHashMap<>(fields);
        dry.put("dryRun", true);
        Report plan = dryRun(temporal, Requests.reshard(dry), planId());
        ReportText.print(json ? shell.err() : shell.out(), plan);
        if (refused(plan)) {
            throw new CliFailure("PreCheckFailed", "a check forbids this move: see the findings", ExitCode.REFUSED);
        }
        int slots = plan.plan().stream().mapToInt(move -> move.slots().count()).sum();
        if (slots == 0) {
            throw new CliFailure("NothingToDo", "there is nothing to move", ExitCode.DONE);
        }
        if (!shell.confirms("Move " + ReportText.slots(slots) + "?")) {
            throw new CliFailure("NotConfirmed", "not confirmed; nothing was changed", ExitCode.FAILED);
        }
        return pinned(plan);
    }

    /** A run that is started again under its id finishes the slots that it left open, and so must its plan. */
    private String planId() {
        return audit.workflowId == null
                ? audit.workflowId("plan", cluster())
                : ReshardRequest.PLAN_PREFIX + audit.workflowId;
    }

    /** The moves the operator has seen, so that the run does those or, if the owners have changed, nothing. */
    private ReshardRequest pinned(Report plan) {
        if (plan.more() > 0) {
            return request;
        }
        Map<String, Object> pinned = new LinkedHashMap<>(fields);
        List.of("to", "slots", "slotCount", "from").forEach(pinned::remove);
        pinned.put("moves", plan.plan().stream().map(ReshardStart::move).toList());
        return Requests.reshard(pinned);
    }

    /** With the owner of now, so that slots which somebody has moved on meanwhile are refused, not fetched. */
    static Map<String, Object> move(SlotMove move) {
        return Map.of("slots", move.slots().toString(), "from", move.from(), "to", move.to());
    }

    private Report dryRun(TemporalConnection temporal, ReshardRequest dry, String workflowId) {
        Patience patience = Patience.FOR_A_RESULT;
        Run run = Run.start(temporal, TYPE, workflowId, dry, Requests.summary(dry), patience.limit());
        return DryRun.result(temporal, run, shell, patience);
    }

    private int detached(Run run) {
        if (json) {
            Json.print(shell.out(), Map.of("workflowId", run.workflowId()));
        } else {
            shell.out().println("started " + run.workflowId());
            shell.out().println("watch it with ./slotferry watch " + run.workflowId());
        }
        return ExitCode.DONE;
    }

    private String cluster() {
        return String.valueOf(request.cluster());
    }

    private static boolean refused(Report plan) {
        return plan.findings().stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }
}
