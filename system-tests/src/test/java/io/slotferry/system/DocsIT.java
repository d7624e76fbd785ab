package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.TaskQueues;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.TemporalBinary;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that a page shows is typed into a shell, on a cluster that the worker knows as {@code prod}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsIT {

    private static final long COMMAND_MAX_S = 60;
    private static final int ATTEMPTS = 3;
    private static final Duration RUN_ENDS_MAX = Duration.ofSeconds(10);

    /** Commands that need a run that is going on. */
    private static final String ON_A_RUN =
            "\\./slotferry (status|watch|pause|resume|tune|finish-early|cancel|rollback|approve)\\b.*|temporal workflow (?!start).*";

    private final Path desk = Lab.newFolder("docs");
    private TemporalServer temporal;
    private LocalCluster cluster;
    private WorkerProcess worker;
    private WorkflowServiceStubs stubs;
    private WorkflowClient client;
    private Map<String, String> placeholders;

    @BeforeAll
    void setTheStage() throws IOException {
        Path binary = TemporalBinary.find().orElse(null);
        assumeTrue(binary != null, "there is no Temporal CLI here (SLOTFERRY_TEMPORAL)");
        ServerBinary server = RedisServers.all().stream()
                .filter(each -> each.cli() != null)
                .findFirst()
                .orElse(null);
        assumeTrue(server != null, "there is no redis-cli here (SLOTFERRY_SERVERS)");
        temporal = TemporalServer.devServer(binary, true);
        cluster = LocalCluster.of(server).primaries(3).emptyPrimaries(1).start();
        Keyspace.of(5_000, 1).load(cluster);
        String target = cluster.emptyPrimaries().get(0).address();
        String port = target.substring(target.indexOf(':') + 1);
        placeholders = Map.of(
                "10.0.0.7:6379",
                target,
                "-h 10.0.0.7 -p 6379",
                "-h 127.0.0.1 -p " + port,
                "127.0.0.1:7001",
                cluster.seed(),
                "127.0.0.1:7004",
                target);
        Path config = Files.writeString(
                desk.resolve("slotferry.yaml"), "clusters:\n  prod:\n    seeds: [\"" + cluster.seed() + "\"]\n");
        worker = WorkerProcess.start(temporal, Map.of("SLOTFERRY_CONFIG", config.toString()))
                .awaitReady();
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
        client = WorkflowClient.newInstance(stubs);
        program("slotferry", javaCommand() + " io.slotferry.cli.Main");
        program("temporal", binary.toString());
        program("redis-cli", String.valueOf(server.cli()));
    }

    @AfterAll
    void clearTheStage() {
        if (stubs != null) {
            stubs.shutdownNow();
            worker.close();
            cluster.close();
            temporal.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs/operating/quickstart.md",
                "docs/operating/cheatsheet.md",
                "docs/operating/throttle.md",
                "docs/operating/understanding-output.md"
            })
    void everyCommandOfThePageWorks(String page) throws Exception {
        List<String> commands = PageCommands.of(page);
        assertThat(commands).as("commands of " + page).isNotEmpty();
        for (String command : commands) {
            if (command.matches(ON_A_RUN)) {
                typeOnARun(command);
            } else {
                if (!command.contains("report")) {
                    haveNoRun();
                }
                type(command);
            }
        }
    }

    /** The command before may have made the run so quick that it has ended, or asks every node by then, before this one reaches it. */
    private void typeOnARun(String command) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            haveARun();
            try {
                if (command.startsWith("./slotferry resume")) {
                    // The run that the page has paused may have ended since, so that this is another one.
                    client.newUntypedWorkflowStub("r1").signal("pause");
                }
                type(command);
                return;
            } catch (AssertionError | WorkflowNotFoundException e) {
                if (attempt == ATTEMPTS || !endsByItself()) {
                    throw e;
                }
            }
        }
    }

    private void haveARun() {
        if (!open()) {
            client.newUntypedWorkflowStub(
                            "Reshard",
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.SLOTFERRY)
                                    .setWorkflowId("r1")
                                    .build())
                    .start(Map.of(
                            "cluster",
                            "prod",
                            "to",
                            placeholders.get("10.0.0.7:6379"),
                            "slotCount",
                            2_000,
                            "pace",
                            Map.of("keysPerSecond", 20)));
        }
    }

    private void haveNoRun() throws Exception {
        if (open()) {
            WorkflowStub run = client.newUntypedWorkflowStub("r1");
            run.cancel();
            try {
                run.getResult(COMMAND_MAX_S, TimeUnit.SECONDS, Map.class);
            } catch (io.temporal.client.WorkflowFailedException e) {
                // Cancelled, as it should be.
            }
        }
    }

    /** Not so a run at the pace that {@link #haveARun} gives it. */
    private boolean endsByItself() {
        try {
            Await.until("the run's end", RUN_ENDS_MAX, () -> !open());
            return true;
        } catch (LabException e) {
            return false;
        }
    }

    private boolean open() {
        try {
            return client.newUntypedWorkflowStub("r1").describe().getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            return false;
        }
    }

    private void type(String command) throws IOException, InterruptedException {
        String real = command;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            real = real.replace(placeholder.getKey(), placeholder.getValue());
        }
        Path said = desk.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", real)
                .directory(desk.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("TEMPORAL_ADDRESS", temporal.address());
        builder.environment().put("PATH", desk + ":" + System.getenv("PATH"));
        Process process = builder.start();
        boolean ended = process.waitFor(COMMAND_MAX_S, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = Files.readString(said, StandardCharsets.ISO_8859_1);
        assertThat(ended).as("%s\nended in time; it said:\n%s", real, output).isTrue();
        assertThat(process.exitValue())
                .as("exit code of: %s\nit said:\n%s", real, output)
                .isZero();
    }

    private void program(String name, String command) throws IOException {
        Path file = Files.writeString(desk.resolve(name), "#!/bin/sh\nexec " + command + " \"$@\"\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + System.getProperty("java.class.path") + "'";
    }
}
