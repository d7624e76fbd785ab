package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WorkerMainTest {

    @TempDir
    private Path dir;

    private final StopRequest stop = new StopRequest();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ConfigFiles files;
    private CapturedLog log;

    @BeforeEach
    void givenADirectory() {
        files = new ConfigFiles(dir);
        log = CapturedLog.open();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void becomesReadyAndStopsWhenInterrupted() throws Exception {
        files.write("slotferry.yaml", "clusters: {a: {seeds: ['h:1']}, b: {seeds: ['h:2']}}");
        int port = freePort();
        try (TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(port)) {
            FutureTask<Integer> code = new FutureTask<>(() -> execute(port));
            Thread thread = start(code);
            String ready = log.await("worker ready");

            thread.interrupt();

            assertThat(code.get(40, TimeUnit.SECONDS)).isZero();
            assertThat(ready)
                    .startsWith("INFO worker ready: Temporal 127.0.0.1:" + port
                            + ", namespace default, task queue slotferry, identity slotferry@")
                    .endsWith(":" + ProcessHandle.current().pid() + ", clusters configured: 2");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("worker ready"))
                    .hasSize(1);
            assertThat(log.lines()).last().isEqualTo("worker stopped");
            assertThat(server).isNotNull();
        }
    }

    @Test
    void waitsForATemporalThatStartsLater() throws Exception {
        int port = freePort();
        FutureTask<Integer> code = new FutureTask<>(() -> execute(port));
        start(code);
        String waiting = log.await("cannot reach Temporal");
        try (TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(port)) {
            log.await("worker ready");

            stop.make();

            assertThat(code.get(40, TimeUnit.SECONDS)).isZero();
            assertThat(waiting)
                    .matches("WARN cannot reach Temporal at 127.0.0.1:\\d+, namespace default: connection refused;"
                            + " trying again for \\d\\d s");
            assertThat(server).isNotNull();
        }
    }

    @Test
    void waitsAgainForATemporalThatDiesWhileTheWorkerStarts() throws Exception {
        int port = freePort();
        FutureTask<Integer> code = new FutureTask<>(() -> execute(port));
        DyingTemporal dying = DyingTemporal.afterOneAnswer(port);
        try (dying) {
            start(code);
            log.await("while the worker started; waiting for it again");
        }
        try (TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(port)) {
            log.await("worker ready");

            stop.make();

            assertThat(code.get(40, TimeUnit.SECONDS)).isZero();
            assertThat(server).isNotNull();
        }
    }

    @Test
    void givesUpOnATemporalThatDiesWhileTheWorkerStartsOnceTheTimeIsOver() throws Exception {
        int port = freePort();
        try (DyingTemporal dying = DyingTemporal.afterOneAnswer(port)) {
            int code = execute(port, "--connect-timeout-s", "0");

            assertThat(code).isEqualTo(5);
            assertThat(log.lines())
                    .containsExactly(
                            "lost Temporal at 127.0.0.1:" + port + " while the worker started; gave up after 0 s");
            assertThat(dying).isNotNull();
        }
    }

    @Test
    void aStopWhileWaitingForTemporalIsNoFailure() throws Exception {
        int port = freePort();
        FutureTask<Integer> code = new FutureTask<>(() -> execute(port));
        start(code);
        log.await("cannot reach Temporal");

        stop.make();

        assertThat(code.get(40, TimeUnit.SECONDS)).isZero();
        assertThat(log.lines()).noneMatch(line -> line.contains("worker ready"));
    }

    @Test
    void withoutTemporalItGivesUp() throws Exception {
        int port = freePort();

        int code = execute(port, "--connect-timeout-s", "0");

        assertThat(code).isEqualTo(5);
        assertThat(log.lines())
                .containsExactly("cannot reach Temporal at 127.0.0.1:" + port
                        + ", namespace default: connection refused; gave up after 0 s");
    }

    @Test
    void checkNeedsNoTemporal() {
        files.write("mine.yaml", "clusters: {prod: {seeds: ['h:1']}}");

        int code = execute(1, "--check", "--config", "mine.yaml");

        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "configuration is fine",
                        dir + "/mine.yaml: 1 cluster configured (prod)",
                        "Temporal 127.0.0.1:1, namespace default");
    }

    @Test
    void aWrongConfigurationIsOneSentenceAndExitCode2() {
        files.write("mine.yaml", "clusters: {prod: {seeds: ['h:1'], password: " + ConfigFiles.SECRET + "}}");

        int code = execute(1, "--check", "--config", "mine.yaml");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "slotferry worker: " + dir + "/mine.yaml: clusters.prod.password is refused: a password"
                                + " does not belong in this file; use passwordFile or passwordEnv");
    }

    @Test
    void wrongUsageIsOneSentenceAndExitCode2() {
        assertThat(execute(1, "--chekc")).isEqualTo(2);
        assertThat(execute(1, "--connect-timeout-s", "-1")).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(
                        "slotferry worker: Unknown option: '--chekc' (see --help)",
                        "slotferry worker: --connect-timeout-s must be from 0 to 86400");
    }

    private int execute(int port, String... args) {
        Map<String, String> env = Map.of(
                "TEMPORAL_ADDRESS",
                "127.0.0.1:" + port,
                "TEMPORAL_CONFIG_FILE",
                dir.resolve("no-temporal.toml").toString());
        CommandLine line = WorkerMain.commandLine(new WorkerMain(files.surroundings(env), stop));
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private static Thread start(FutureTask<Integer> task) {
        Thread thread = new Thread(task, "worker under test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
