package io.slotferry.chaos;

import io.slotferry.lab.LabException;
import io.slotferry.lab.TemporalBinary;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Temporal server and workers, used for one run after another. */
final class Stage implements AutoCloseable {

    private static final Duration CALL_MAX = Duration.ofSeconds(5);

    private final TemporalServer temporal;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final List<WorkerProcess> workers = new ArrayList<>();

    Stage() {
        temporal = TemporalServer.devServer(
                TemporalBinary.findOrGet(System.err::println)
                        .orElseThrow(() -> new LabException("chaos needs a real Temporal server, and none could be had;"
                                + " put the Temporal CLI on PATH")),
                true);
        // Calls fail soon while the server is dead: it comes back, and somebody asks again.
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .setRpcTimeout(CALL_MAX)
                .setRpcRetryOptions(
                        RpcRetryOptions.newBuilder(RpcRetryOptions.newBuilder().validateBuildWithDefaults())
                                .setExpiration(CALL_MAX)
                                .build())
                .build());
        client = WorkflowClient.newInstance(
                stubs, WorkflowClientOptions.newBuilder().build());
    }

    WorkflowClient client() {
        return client;
    }

    TemporalServer temporal() {
        return temporal;
    }

    /** The worker in use. */
    synchronized WorkerProcess worker() {
        return workers.get(workers.size() - 1);
    }

    /** One more worker, which is then the one in use; does not wait until it is ready. */
    synchronized void startWorker() {
        // The delay a worker starts with after a kill is of no interest here, its log is.
        workers.add(WorkerProcess.start(temporal, Map.of()));
    }

    /** One worker that is alive, and no other. */
    synchronized void oneWorker() {
        @Nullable WorkerProcess keep = null;
        for (WorkerProcess each : List.copyOf(workers)) {
            if (keep == null && each.isAlive()) {
                keep = each;
            } else {
                workers.remove(each);
                each.close();
            }
        }
        if (keep == null) {
            startWorker();
        }
        worker().awaitReady();
    }

    synchronized List<WorkerProcess> workers() {
        return List.copyOf(workers);
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        workers().forEach(WorkerProcess::close);
        temporal.close();
    }
}
