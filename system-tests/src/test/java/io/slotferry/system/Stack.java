package io.slotferry.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.ReshardWorkflow;
import io.slotferry.contract.TaskQueues;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One real Temporal server and one worker process for all tests of this JVM; a test may end the worker and start another. */
final class Stack {

    private static final long RESULT_MAX_S = 120;
    private static @Nullable Stack shared;

    private final TemporalServer temporal;
    private final WorkflowClient client;
    private @Nullable WorkerProcess worker;

    private Stack(TemporalServer temporal) {
        this.temporal = temporal;
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
        client = WorkflowClient.newInstance(
                stubs, WorkflowClientOptions.newBuilder().build());
    }

    /** Skips the test, saying why, where there is no real Temporal server. */
    static synchronized Stack withWorker() {
        if (shared == null) {
            shared = new Stack(TemporalServer.start(System.out::println));
        }
        assumeTrue(
                shared.temporal.kind() != TemporalServer.Kind.TEST_SERVER,
                "there is no real Temporal server here and none could be had; the in-process one has no visibility and"
                        + " no sticky timeout");
        WorkerProcess running = shared.worker;
        if (running == null || !running.isAlive()) {
            shared.newWorker();
        }
        return shared;
    }

    WorkerProcess worker() {
        return java.util.Objects.requireNonNull(worker);
    }

    WorkerProcess newWorker() {
        return newWorker(Map.of());
    }

    /** A worker beside the shared one, perhaps one that never becomes ready; the caller closes it. */
    WorkerProcess beginWorker(Map<String, String> environment) {
        return WorkerProcess.start(temporal, environment);
    }

    String temporalAddress() {
        return temporal.address();
    }

    WorkerProcess newWorker(Map<String, String> environment) {
        worker = WorkerProcess.start(temporal, environment).awaitReady();
        return worker;
    }

    /** A run's whole history with every payload decoded: the raw form is base64, in which no secret would be found. */
    String historyText(WorkflowStub stub) {
        String json = client.fetchHistory(stub.getExecution().getWorkflowId()).toJson(false);
        StringBuilder text = new StringBuilder(json);
        Matcher payload = Pattern.compile("\"data\": \"([A-Za-z0-9+/=]+)\"").matcher(json);
        while (payload.find()) {
            text.append('\n').append(new String(Base64.getDecoder().decode(payload.group(1)), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** Where our Temporal server keeps its database, with every history in it, and its log. */
    Path temporalFolder() {
        return temporal.log().getParent();
    }

    WorkflowClient client() {
        return client;
    }

    /** Half of the clusters are Valkey, where there is one. */
    static ServerBinary server(boolean valkey) {
        return RedisServers.all().stream()
                .filter(binary -> binary.valkey() == valkey)
                .reduce((a, b) -> b)
                .orElseGet(RedisServers::any);
    }

    static List<ServerBinary> everyServer() {
        return RedisServers.all();
    }

    /** An old Redis and a new Valkey, the ends of what differs; with {@code -DeveryServer} all of them. */
    static List<ServerBinary> chosenServers() {
        List<ServerBinary> all = RedisServers.all();
        List<ServerBinary> chosen = all.stream()
                .filter(server ->
                        server.name().equals("redis-7.0") || server.name().equals("valkey-9.1"))
                .toList();
        return chosen.isEmpty() || System.getProperty("everyServer") != null ? all : chosen;
    }

    static LocalCluster cluster(ServerBinary binary) {
        return LocalCluster.of(binary).primaries(3).emptyPrimaries(1).start();
    }

    static String newId(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** What Reset in the Web UI does; returns the run that goes on, from the first or the last workflow task. */
    WorkflowStub reset(WorkflowStub run, boolean first) {
        String id = run.getExecution().getWorkflowId();
        long[] tasks = client.fetchHistory(id).getEvents().stream()
                .filter(event -> event.hasWorkflowTaskCompletedEventAttributes())
                .mapToLong(HistoryEvent::getEventId)
                .toArray();
        String runId = client.getWorkflowServiceStubs()
                .blockingStub()
                .resetWorkflowExecution(ResetWorkflowExecutionRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                        .setWorkflowTaskFinishEventId(first ? tasks[0] : tasks[tasks.length - 1])
                        .setReason("a test")
                        .setRequestId(UUID.randomUUID().toString())
                        .build())
                .getRunId();
        return client.newUntypedWorkflowStub(
                WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(runId).build(), Optional.empty());
    }

    WorkflowStub start(String workflowId, @Nullable Object input) {
        return start("Reshard", workflowId, input);
    }

    WorkflowStub start(String type, String workflowId, @Nullable Object input) {
        WorkflowStub stub = client.newUntypedWorkflowStub(
                type,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(workflowId)
                        .setTaskQueue(TaskQueues.SLOTFERRY)
                        .build());
        if (input == null) {
            stub.start();
        } else {
            stub.start(input);
        }
        return stub;
    }

    Report run(ReshardRequest request) throws TimeoutException {
        return result(start(newId("run"), request));
    }

    /**
     * @throws TimeoutException with what the run waits for
     * @throws AssertionError with the sentence of a run that refused or gave up: the exception of Temporal hides it in its cause, which a build's summary leaves out
     */
    static Report result(WorkflowStub stub) throws TimeoutException {
        try {
            return stub.getResult(RESULT_MAX_S, TimeUnit.SECONDS, Report.class);
        } catch (TimeoutException e) {
            TimeoutException said = new TimeoutException("no result in " + RESULT_MAX_S + " s: " + progress(stub));
            said.initCause(e);
            throw said;
        } catch (WorkflowFailedException e) {
            if (e.getCause() instanceof ApplicationFailure said) {
                throw new AssertionError(said.getType() + ": " + said.getOriginalMessage(), e);
            }
            throw e;
        }
    }

    ReshardWorkflow handle(WorkflowStub stub) {
        return client.newWorkflowStub(ReshardWorkflow.class, stub.getExecution().getWorkflowId());
    }

    static Progress progress(WorkflowStub stub) {
        return stub.query("progress", Progress.class);
    }

    /** The report a run left in its memo, however it ended. */
    static Report memo(WorkflowStub stub) {
        return (Report) stub.describe().getMemo(Report.MEMO_KEY, Report.class);
    }

    /** Runs a request that must be refused; returns why. */
    ApplicationFailure refusal(@Nullable Object input) throws TimeoutException {
        try {
            Report report = start(newId("bad"), input).getResult(RESULT_MAX_S, TimeUnit.SECONDS, Report.class);
            throw new AssertionError("not refused: " + report.headline());
        } catch (WorkflowFailedException e) {
            return (ApplicationFailure) e.getCause();
        }
    }
}
