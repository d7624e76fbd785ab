package io.slotferry.cli;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One run, by its workflow id: the newest of that id, so that a run that continued as new is followed. */
final class Run {

    /** Calls that may wait for a worker; a daemon, so that a command that gave up can end. */
    private static final Executor BACKGROUND = task -> {
        Thread thread = new Thread(task, "slotferry-call");
        thread.setDaemon(true);
        thread.start();
    };

    private final String workflowId;
    private final WorkflowStub stub;

    Run(TemporalConnection temporal, String workflowId) {
        this.workflowId = workflowId;
        this.stub = temporal.client().newUntypedWorkflowStub(workflowId);
    }

    /** Starts a run; {@code limit} ends one that nobody would miss. */
    static Run start(
            TemporalConnection temporal,
            String type,
            String workflowId,
            Object request,
            String summary,
            @Nullable Duration limit) {
        WorkflowOptions.Builder options = WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.SLOTFERRY)
                .setWorkflowId(workflowId)
                .setStaticSummary(summary);
        if (limit != null) {
            options.setWorkflowExecutionTimeout(limit);
        }
        temporal.client().newUntypedWorkflowStub(type, options.build()).start(request);
        return new Run(temporal, workflowId);
    }

    String workflowId() {
        return workflowId;
    }

    CompletableFuture<Progress> progress() {
        return CompletableFuture.supplyAsync(() -> stub.query("progress", Progress.class), BACKGROUND);
    }

    CompletableFuture<Report> reportSoFar() {
        return CompletableFuture.supplyAsync(() -> stub.query("report", Report.class), BACKGROUND);
    }

    CompletableFuture<Report> result() {
        return stub.getResultAsync(Report.class);
    }

    /** An update waits for a worker without end, so whoever calls this brings patience of his own. */
    <T> CompletableFuture<T> update(String name, Class<T> answer, @Nullable Object argument) {
        UpdateOptions<T> options = UpdateOptions.<T>newBuilder()
                .setUpdateName(name)
                .setResultClass(answer)
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build();
        Object[] arguments = argument == null ? new Object[0] : new Object[] {argument};
        return CompletableFuture.supplyAsync(
                () -> stub.startUpdate(options, arguments).getResult(), BACKGROUND);
    }

    void cancel(@Nullable String reason) {
        stub.cancel(reason);
    }

    void terminate(String reason) {
        stub.terminate(reason);
    }

    Described describe() {
        WorkflowExecutionDescription description = description();
        boolean open = description.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        return new Described(open, description.getStartTime(), memoReport(description));
    }

    /** The cluster as the request of this run names it: reports and memos do not, the first event of the history does. */
    String cluster(TemporalConnection temporal) {
        GetWorkflowExecutionHistoryRequest first = GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .setMaximumPageSize(1)
                .build();
        String input = temporal.stubs()
                .blockingStub()
                .getWorkflowExecutionHistory(first)
                .getHistory()
                .getEvents(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getInput()
                .getPayloads(0)
                .getData()
                .toStringUtf8();
        String cluster = Json.parse(input, "the request of run " + workflowId)
                .path("cluster")
                .asText();
        if (cluster.isEmpty()) {
            throw CliFailure.badInput("the request of run " + workflowId + " cannot be read here; name its --cluster");
        }
        return cluster;
    }

    /** Before a change: a sentence that names the run is better than what the service says. */
    Run requireOpen() {
        if (!describe().open()) {
            throw ended();
        }
        return this;
    }

    CliFailure ended() {
        return new CliFailure(
                Failures.RUN_ENDED,
                "run " + workflowId + " has ended already; see ./slotferry report " + workflowId,
                ExitCode.BAD_INPUT);
    }

    private WorkflowExecutionDescription description() {
        try {
            return stub.describe();
        } catch (RuntimeException e) {
            CliFailure failure = Failures.translate(e);
            throw failure.type().equals(Failures.NO_SUCH_RUN) ? Failures.noSuchRun(workflowId, e) : failure;
        }
    }

    private static @Nullable Report memoReport(WorkflowExecutionDescription description) {
        return (Report) description.getMemo(Report.MEMO_KEY, Report.class);
    }

    /**
     * What the service knows about a run without asking a worker.
     *
     * @param open whether it is still going on
     * @param start when it began
     * @param report the report in its memo, if there is one
     */
    record Described(boolean open, Instant start, @Nullable Report report) {}
}
