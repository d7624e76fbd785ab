package io.slotferry.chaos;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.TaskQueues;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a reshard going: when one has ended the next begins, there and back again, taking over what was left open. In the end a last one runs on a healed cluster; its report is held against the cluster.
 */
final class Keeper extends Thread {

    private static final long INTERVAL_NANOS = Duration.ofMillis(150).toNanos();

    private final WorkflowClient client;
    private final Timeline timeline;
    private final String name;
    private final Map<String, Object> base;
    private final Map<String, Object> pace;
    private final List<Map<String, Object>> there;
    private final List<Map<String, Object>> back;
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final List<Report> repaired = new CopyOnWriteArrayList<>();
    private volatile @Nullable WorkflowStub open;
    private volatile boolean last;
    private boolean forth = true;
    private volatile int runs;

    /** How one run closed. */
    record Ended(String workflowId, String status, @Nullable Report report, String failure, boolean forth) {

        RunState state() {
            return report == null ? RunState.FAILED : report.state();
        }
    }

    /**
     * @param base the request without its moves and its pace
     * @param pace of all runs but the last
     * @param there slots to their new owner
     * @param back slots to their first owners
     */
    Keeper(
            WorkflowClient client,
            Timeline timeline,
            String name,
            Map<String, Object> base,
            Map<String, Object> pace,
            List<Map<String, Object>> there,
            List<Map<String, Object>> back) {
        super("chaos-keeper");
        setDaemon(true);
        this.client = client;
        this.timeline = timeline;
        this.name = name;
        this.base = base;
        this.pace = pace;
        this.there = there;
        this.back = back;
    }

    @Override
    public void run() {
        while (!last || open != null) {
            try {
                WorkflowStub current = open;
                if (current == null) {
                    begin(forth);
                } else {
                    look(current);
                }
            } catch (RuntimeException e) {
                // Temporal is dead or slow; it comes back.
                timeline.note("cannot ask Temporal: " + firstLine(e));
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    private void begin(boolean forward) {
        String id = name + "-" + (runs + 1);
        runs = runs + 1;
        Map<String, Object> request = new HashMap<>(base);
        request.put("moves", forward ? there : back);
        if (!last) {
            request.put("pace", pace);
        }
        request.put("adopt", true);
        WorkflowStub run = client.newUntypedWorkflowStub(
                "Reshard",
                WorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setTaskQueue(TaskQueues.SLOTFERRY)
                        .build());
        timeline.note("run " + id + " starts " + (forward ? "there" : "back"));
        run.start(request);
        open = client.newUntypedWorkflowStub(id);
    }

    private void look(WorkflowStub run) {
        WorkflowExecutionDescription seen = run.describe();
        if (seen.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                || seen.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW) {
            return;
        }
        Report report = (Report) seen.getMemo(Report.MEMO_KEY, Report.class);
        String status = seen.getStatus().name().replace("WORKFLOW_EXECUTION_STATUS_", "");
        String id = run.getExecution().getWorkflowId();
        Ended one = new Ended(id, status, report, report == null ? "" : report.headline(), forth);
        timeline.note("run " + id + " ended " + status + ": " + one.failure());
        ended.add(one);
        if (one.state() == RunState.SUCCEEDED) {
            forth = !forth;
        }
        open = null;
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** The open run, if there is one. */
    @Nullable
    WorkflowStub open() {
        return open;
    }

    /** No further run after the one that is open. */
    void last() {
        last = true;
    }

    /** One more run, to its end. Only after this thread has ended. */
    @Nullable
    Ended finish(Duration limit) {
        int before = ended.size();
        long deadline = System.nanoTime() + limit.toNanos();
        while (ended.size() == before && System.nanoTime() < deadline) {
            try {
                WorkflowStub current = open;
                if (current == null) {
                    begin(forth);
                } else {
                    look(current);
                }
            } catch (RuntimeException e) {
                timeline.note("cannot ask Temporal: " + firstLine(e));
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        return ended.size() > before ? ended.get(before) : null;
    }

    /** A repair of everything, to its end: what a run that refuses to start advises. */
    void repair(Duration limit) {
        WorkflowStub repair = client.newUntypedWorkflowStub(
                "Repair",
                WorkflowOptions.newBuilder()
                        .setWorkflowId(name + "-repair")
                        .setTaskQueue(TaskQueues.SLOTFERRY)
                        .build());
        timeline.note("repair starts");
        repair.start(Map.of("cluster", base.get("cluster")));
        try {
            Report report = repair.getResult(limit.toSeconds(), TimeUnit.SECONDS, Report.class);
            timeline.note("repair ended " + report.state() + ": " + report.headline());
            repaired.add(report);
        } catch (TimeoutException | RuntimeException e) {
            timeline.note("repair does not end: " + e.getMessage());
        }
    }

    /** What the open run says of itself, if it still says anything. */
    String openSays() {
        WorkflowStub run = open;
        if (run == null) {
            return "no run is open";
        }
        try {
            Progress progress = run.query("progress", Progress.class);
            return run.getExecution().getWorkflowId() + " is " + progress.state() + ", " + progress.slotsMoved()
                    + " of "
                    + progress.slots() + " moved, " + progress.slotsOpen() + " open: " + progress.waitingFor() + " "
                    + progress.lastProblem();
        } catch (RuntimeException e) {
            return run.getExecution().getWorkflowId() + " does not answer: " + firstLine(e);
        }
    }

    /** Every run that was started, first to last. */
    List<String> started() {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= runs; i++) {
            ids.add(name + "-" + i);
        }
        return ids;
    }

    /** What the ended runs reported. */
    List<Report> reports() {
        return Stream.concat(ended.stream().map(Ended::report), repaired.stream())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    List<Ended> ended() {
        return new ArrayList<>(ended);
    }
}
