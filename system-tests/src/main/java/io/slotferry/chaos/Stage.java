package io.slotferry.chaos;

import io.slotferry.lab.FaultProxy;
import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.Ports;
import io.slotferry.lab.TemporalBinary;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Temporal server and workers, used for one run after another. */
final class Stage implements AutoCloseable {

    /** As the worker's configuration calls the cluster of the day. */
    static final String CLUSTER = "chaos";

    private static final Duration CALL_MAX = Duration.ofSeconds(5);

    private final TemporalServer temporal;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final Map<Integer, FaultProxy> proxies = new TreeMap<>();
    private final Path config;

    Stage() {
        for (int i = 0; i < Scenario.NODES_MAX + 1; i++) {
            int port = Ports.free(Ports.BUS);
            proxies.put(port, FaultProxy.before(port));
        }
        config = write(proxies);
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

    /** Every run's cluster gets the same ports, so that one worker can serve them all: it reads its configuration once. */
    private static Path write(Map<Integer, FaultProxy> proxies) {
        StringBuilder text = new StringBuilder("clusters:\n  " + CLUSTER + ":\n    seeds: [");
        text.append(proxies.keySet().stream()
                .map(port -> "\"127.0.0.1:" + port + "\"")
                .collect(Collectors.joining(", ")));
        text.append("]\n    addresses:\n");
        proxies.forEach(
                (port, proxy) -> text.append("      \"127.0.0.1:" + port + "\": \"" + proxy.address() + "\"\n"));
        try {
            return Files.writeString(Lab.newFolder("chaos").resolve("slotferry.yaml"), text.toString());
        } catch (IOException e) {
            throw new LabException("cannot write the worker's configuration", e);
        }
    }

    /** For the nodes of a cluster. */
    List<Integer> ports() {
        return List.copyOf(proxies.keySet());
    }

    /** Between the workers and a node. */
    FaultProxy wireTo(LabNode node) {
        return Objects.requireNonNull(proxies.get(node.port()));
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
        workers.add(WorkerProcess.start(temporal, Map.of("SLOTFERRY_CONFIG", config.toString())));
    }

    /** One worker that is alive, and no other. */
    synchronized void oneWorker() {
        temporal.restartIfStuck();
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
        proxies.values().forEach(FaultProxy::close);
        temporal.close();
    }
}
