package io.slotferry.lab;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Temporal server for the demo and the tests: the one {@code TEMPORAL_ADDRESS} names, a dev server of our own, or, where nothing else is to be had, the SDK's in-memory test server. */
public final class TemporalServer implements AutoCloseable {

    /** What kind of server it is. */
    public enum Kind {
        /** Somebody else's, named by {@code TEMPORAL_ADDRESS}; never stopped by us. */
        EXTERNAL,
        /** {@code temporal server start-dev} with a database file: survives kill and restart. */
        DEV_SERVER,
        /** In memory: no Web UI, no visibility, no schedules, and a run whose workflow worker dies hangs for 100 s. */
        TEST_SERVER
    }

    /** Why the test server is not enough for everything; for people. */
    public static final String TEST_SERVER_LACKS =
            "no Temporal server could be had, so this runs on the SDK's in-memory test server: no Web UI, no lists, no"
                    + " schedules, and nothing survives its end; put the Temporal CLI on PATH for the real thing";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STUCK_ROUNDS = 4;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final List<String> TUNED = List.of(
            "history.transferProcessorMaxPollRPS=2000",
            "history.transferProcessorMaxPollHostRPS=5000",
            "system.enableActivityEagerExecution=true");
    private static final int HTTP = 10;
    private static final int UI = 1_000;

    private final Kind kind;
    private final String address;
    private final @Nullable Path cli;
    private final int port;
    private final Path folder;
    private final List<String> command;
    private @Nullable ChildProcess child;

    private TemporalServer(Kind kind, String address, @Nullable Path cli, int port, Path folder, List<String> command) {
        this.kind = kind;
        this.address = address;
        this.cli = cli;
        this.port = port;
        this.folder = folder;
        this.command = command;
    }

    /**
     * The best server to be had, in this order: {@code TEMPORAL_ADDRESS}, the CLI at {@code SLOTFERRY_TEMPORAL}, on PATH or in the cache, its official download, built with Go, the test server.
     *
     * @param progress told what happens, in words; may take minutes, once
     */
    public static TemporalServer start(Consumer<String> progress) {
        String named = System.getenv("TEMPORAL_ADDRESS");
        if (named != null && !named.isBlank()) {
            progress.accept("using the Temporal server at " + named);
            Path cli = Programs.onPath("temporal").orElse(null);
            return new TemporalServer(Kind.EXTERNAL, named, cli, 0, Path.of("."), List.of());
        }
        Optional<Path> binary = TemporalBinary.findOrGet(progress);
        progress.accept("starting the Temporal server");
        return binary.isPresent() ? devServer(binary.get(), true) : testServer();
    }

    /**
     * A dev server with a database file of its own.
     *
     * @param tuned lifts the limits that cost 50 ms a dispatch; false for what users have by default
     */
    public static TemporalServer devServer(Path binary, boolean tuned) {
        return devServer(binary, tuned, List.of());
    }

    /**
     * A dev server with more settings.
     *
     * @param settings dynamic configuration, each {@code name=value}
     */
    public static TemporalServer devServer(Path binary, boolean tuned, List<String> settings) {
        int port = Ports.free(HTTP, UI);
        Path folder = Lab.newFolder("temporal");
        List<String> command = new ArrayList<>(
                List.of(binary.toString(), "server", "start-dev", "--headless=false", "--log-level", "error"));
        command.addAll(List.of("--port", "" + port, "--ui-port", "" + (port + UI), "--http-port", "" + (port + HTTP)));
        command.addAll(List.of("--db-filename", folder.resolve("temporal.db").toString()));
        List<String> dynamic = new ArrayList<>(tuned ? TUNED : List.of());
        dynamic.addAll(settings);
        dynamic.forEach(setting -> command.addAll(List.of("--dynamic-config-value", setting)));
        return launched(new TemporalServer(Kind.DEV_SERVER, "127.0.0.1:" + port, binary, port, folder, command));
    }

    /** The in-memory test server, in a JVM of its own. */
    public static TemporalServer testServer() {
        int port = Ports.free();
        List<String> command = JavaChild.command("io.temporal.testserver.TestServer", List.of("-Xmx256m"), "" + port);
        Path cli = Programs.onPath("temporal").orElse(null);
        Path folder = Lab.newFolder("temporal");
        return launched(new TemporalServer(Kind.TEST_SERVER, "127.0.0.1:" + port, cli, port, folder, command));
    }

    private static TemporalServer launched(TemporalServer server) {
        try {
            server.launch();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void launch() {
        ChildProcess started = ChildProcess.start(new ChildProcess.Launch(command, Map.of(), folder, log()));
        child = started;
        Await.until("the Temporal server on " + address + " to answer", START_LIMIT, () -> {
            started.mustLive("the Temporal server");
            return answers();
        });
    }

    /** Whether the server answers for its default namespace now. */
    public boolean answers() {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        try {
            var request = DescribeNamespaceRequest.newBuilder()
                    .setNamespace("default")
                    .build();
            if (kind == Kind.TEST_SERVER) {
                // It knows no DescribeNamespace; being connected is all there is to know.
                stubs.connect(Duration.ofSeconds(2));
            } else {
                stubs.blockingStub().withDeadlineAfter(2, TimeUnit.SECONDS).describeNamespace(request);
            }
            return true;
        } finally {
            stubs.shutdownNow();
        }
    }

    public Kind kind() {
        return kind;
    }

    /** {@code host:port} for clients. */
    public String address() {
        return address;
    }

    /** Start of the Web UI's addresses; empty where there is none or it is not known. */
    public Optional<String> webUi() {
        return kind == Kind.DEV_SERVER ? Optional.of("http://127.0.0.1:" + (port + UI)) : Optional.empty();
    }

    /** The Temporal CLI, where there is one. */
    public Optional<Path> cli() {
        return Optional.ofNullable(cli);
    }

    public Path log() {
        return folder.resolve("temporal.log");
    }

    /** kill -9. */
    public void kill() {
        mine().kill();
    }

    /**
     * Starts a dev server of ours again if its database is stuck: a request that is cut off at the wrong moment, for example by the death of its worker, can leave SQLite's only connection "interrupted (9)" for good, and then every request fails. Nothing is lost by it; no other database does that.
     *
     * @return whether it had to
     */
    public boolean restartIfStuck() {
        for (int round = 0; round < STUCK_ROUNDS; round++) {
            if (child == null || !isStuck()) {
                return false;
            }
            LockSupport.parkNanos(500_000_000L);
        }
        restart();
        return true;
    }

    private boolean isStuck() {
        try {
            return !answers();
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getMessage()).contains("interrupted (9)");
        }
    }

    /** Starts it again on the same ports and the same database; waits until it answers. */
    public synchronized void restart() {
        mine().kill();
        launch();
    }

    private ChildProcess mine() {
        if (child == null) {
            throw new LabException("the Temporal server at " + address + " is not ours to stop");
        }
        return child;
    }

    @Override
    public void close() {
        if (child != null) {
            child.stop(STOP_LIMIT);
            Lab.delete(folder);
        }
    }
}
