package io.slotferry.histories;

import io.slotferry.contract.TaskQueues;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Temporal server, a worker, and for every story a cluster of its own. */
final class Studio implements AutoCloseable {

    private static final int KEYS = 20_000;
    private static final long RUN_MAX_S = 120;
    /** Of one story; a chain longer than this is a fault. */
    private static final int RUNS_MAX = 10;

    private final TemporalServer temporal;
    private final WorkflowClient client;
    private WorkerProcess worker;

    Studio(TemporalServer temporal) {
        this.temporal = temporal;
        client = WorkflowClient.newInstance(
                WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                        .setTarget(temporal.address())
                        .build()),
                WorkflowClientOptions.newBuilder().build());
        worker = WorkerProcess.start(temporal).awaitReady();
    }

    /** Plays a story and writes the history of its run, or of each run if it continued as new. */
    List<Path> record(Story story, Path folder) throws Exception {
        try (LocalCluster cluster = LocalCluster.of(RedisServers.any())
                .primaries(2)
                .emptyPrimaries(1)
                .start()) {
            Keyspace.of(KEYS, 1).load(cluster);
            WorkflowStub run = client.newUntypedWorkflowStub(
                    "Reshard",
                    WorkflowOptions.newBuilder()
                            .setWorkflowId(story.name())
                            .setTaskQueue(TaskQueues.SLOTFERRY)
                            .build());
            run.start(story.requestOn(cluster));
            String runId = run.getExecution().getRunId();
            story.events().happen(new Take(this, cluster, client.newUntypedWorkflowStub(story.name())));
            awaitEnd(run);
            return write(story.name(), runId, folder);
        }
    }

    private static void awaitEnd(WorkflowStub run) throws Exception {
        try {
            run.getResult(RUN_MAX_S, TimeUnit.SECONDS, Object.class);
        } catch (WorkflowFailedException e) {
            // Refused or cancelled, as some stories want it; what it was is in the history.
            System.err.println("        " + e.getCause().getMessage());
        }
    }

    private List<Path> write(String name, String first, Path folder) throws Exception {
        List<Path> files = new ArrayList<>();
        String runId = first;
        for (int i = 1; !runId.isEmpty() && i <= RUNS_MAX; i++) {
            WorkflowExecutionHistory history = client.fetchHistory(name, runId);
            Path file = folder.resolve(i == 1 ? name + ".json" : name + "-" + i + ".json");
            // One line, no blanks: nobody reads it, and it is a third as long.
            Files.writeString(file, history.toJson(false) + "\n");
            files.add(file.getFileName());
            HistoryEvent last = history.getEvents().get(history.getEvents().size() - 1);
            runId = last.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
                    ? last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
                    : "";
        }
        return files;
    }

    WorkflowClient client() {
        return client;
    }

    void killWorker() {
        worker.kill();
    }

    void newWorker() {
        worker = WorkerProcess.start(temporal).awaitReady();
    }

    @Override
    public void close() {
        worker.close();
        temporal.close();
    }
}
