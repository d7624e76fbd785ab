package io.slotferry.cli;

import io.slotferry.contract.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Temporal's in-memory server on a port of its own with a worker for the fakes: the commands reach it as they would a real one. One for all test classes. */
final class FakeTemporal implements AutoCloseable {

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final String address;
    private final TestServer.PortBoundTestServer server;
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory workers;

    private FakeTemporal() {
        int port = freePort();
        address = "127.0.0.1:" + port;
        server = TestServer.createPortBoundServer(port);
        stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        // The server knows no heartbeats of workers and would log that.
        WorkflowClientOptions quiet = WorkflowClientOptions.newBuilder()
                .setWorkerHeartbeatInterval(Duration.ofSeconds(-1))
                .build();
        workers = WorkerFactory.newInstance(WorkflowClient.newInstance(stubs, quiet));
        workers.newWorker(TaskQueues.SLOTFERRY)
                .registerWorkflowImplementationTypes(FakeReshard.class, FakeRepair.class, FakeDiagnose.class);
        workers.start();
    }

    String address() {
        return address;
    }

    Map<String, String> env() {
        // No file of that name: the profile of whoever runs the tests stays out of them.
        return Map.of("TEMPORAL_ADDRESS", address, "TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml", "USER", "ann");
    }

    CliRun cli(String... args) {
        return CliRun.of(env(), args);
    }

    /** A run that goes on until it is told to stop; returns its workflow id. */
    String held() {
        String id = "held-" + RUNS.incrementAndGet();
        start(id, "hold");
        return id;
    }

    /** Starts a run that goes as {@link FakeReshard} tells this story. */
    void start(String id, String story) {
        cli(
                        "reshard",
                        "--cluster",
                        "prod",
                        "--to",
                        "b:1",
                        "--slots",
                        "1",
                        "--reason",
                        story,
                        "--yes",
                        "--detach",
                        "--workflow-id",
                        id)
                .exits(0);
    }

    void end(String workflowId) {
        cli("finish-early", workflowId).exits(0).prints("finishing");
        cli("watch", workflowId).exits(0);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        stubs.shutdownNow();
        server.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands the one server to every test that asks for it. */
    static final class Extension implements ParameterResolver {

        private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(FakeTemporal.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == FakeTemporal.class;
        }

        @Override
        public FakeTemporal resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(OURS)
                    .getOrComputeIfAbsent(FakeTemporal.class, key -> new FakeTemporal(), FakeTemporal.class);
        }
    }
}
