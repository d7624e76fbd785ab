package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker that dies, or hangs and comes back, exactly at a named point of the protocol. Every build takes a few points on one Redis and one Valkey; {@code -Dcrash.points=all -Dcrash.servers=all} takes all of them everywhere.
 */
class CrashPointIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SLOTS = "100-299";

    /** As {@code io.slotferry.redis.CrashPoint} names them, in the order of the protocol. */
    static final List<String> POINTS = List.of(
            "BEFORE_WEIGHING",
            "BEFORE_IMPORTING",
            "AFTER_IMPORTING",
            "BEFORE_MIGRATING",
            "AFTER_MIGRATING",
            "BEFORE_DRAIN_LOOK",
            "BEFORE_LISTING",
            "BEFORE_MIGRATE",
            "AMID_MIGRATE",
            "AFTER_MIGRATE",
            "BEFORE_REPLICA_BARRIER",
            "AFTER_DRAIN",
            "BEFORE_FINAL_LOOK",
            "AFTER_FINAL_LOOK",
            "BEFORE_TARGET_NODE",
            "AMID_TARGET_NODE",
            "AFTER_TARGET_NODE",
            "AFTER_SOURCE_NODE",
            "BEFORE_OTHERS",
            "AFTER_OTHERS",
            "BEFORE_VERIFYING");

    private static final List<String> TABLE = new java.util.ArrayList<>();

    static Stream<Arguments> halts() {
        return cases(List.of("AFTER_TARGET_NODE"), List.of("AMID_MIGRATE", "AFTER_MIGRATING"));
    }

    static Stream<Arguments> stops() {
        return cases(List.of("AFTER_IMPORTING"), List.of("AFTER_FINAL_LOOK"));
    }

    private static Stream<Arguments> cases(List<String> onRedis, List<String> onValkey) {
        String asked = System.getProperty("crash.points", "");
        List<String> points = asked.equals("all") ? POINTS : List.of(asked.split(","));
        return servers(Stream.of(Stack.server(false), Stack.server(true)))
                .flatMap(server -> (asked.isEmpty() ? server.valkey() ? onValkey : onRedis : points)
                        .stream().map(point -> Arguments.of(server, point)));
    }

    /** {@code -Dcrash.servers=all}, or names like {@code redis-7.0,valkey-9.1}. */
    static Stream<ServerBinary> servers(Stream<ServerBinary> slice) {
        String asked = System.getProperty("crash.servers", "");
        List<String> names = List.of(asked.split(","));
        return asked.isEmpty()
                ? slice
                : Stack.everyServer().stream().filter(server -> asked.equals("all") || names.contains(server.name()));
    }

    @ParameterizedTest(name = "{0}: halted at {1}")
    @MethodSource("halts")
    void the_next_worker_finishes_what_a_halted_one_left(ServerBinary server, String point) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            stack.worker().stop();
            WorkerProcess doomed = stack.newWorker(Map.of("SLOTFERRY_HALT_AT", point));
            WorkflowStub run = stack.start(Stack.newId("halt"), there(cluster));
            Await.until("the worker to die at " + point, LIMIT, () -> !doomed.isAlive());
            assertThat(reached(doomed, point)).as(doomed.logTail(30)).isTrue();

            stack.newWorker();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(200);
            assertThat(cluster.openMarks()).isEmpty();
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
            TABLE.add(server + " halted at " + point + ": survived");
        }
    }

    @ParameterizedTest(name = "{0}: stopped at {1}, continued when the slots are back where they were")
    @MethodSource("stops")
    void a_worker_that_comes_back_late_changes_nothing(ServerBinary server, String point) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            String before = owners(cluster);
            stack.worker().stop();
            WorkerProcess late = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", point));
            try {
                WorkflowStub run = stack.start(Stack.newId("stop"), there(cluster));
                Await.until("the worker to stop at " + point, LIMIT, () -> reached(late, point));
                stack.newWorker();
                assertThat(Stack.result(run).state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(stack.run(back(cluster)).state()).isEqualTo(RunState.SUCCEEDED);

                late.thaw();

                // It is back once it polls again; whatever it still meant to do, it has tried by then.
                Quiet quiet = new Quiet(late);
                Await.until("the late worker to have nothing more to say", LIMIT, quiet::lasts);
            } finally {
                late.kill();
            }
            cluster.awaitHealthy(LIMIT);
            assertThat(owners(cluster)).isEqualTo(before);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
            TABLE.add(server + " stopped at " + point + ", continued after a move and a move back: nothing changed");
        }
    }

    @AfterAll
    static void table() {
        TABLE.forEach(row -> System.out.println("crash points: " + row));
    }

    private static ReshardRequest there(LocalCluster cluster) {
        return ReshardRequest.to(
                cluster.primaries().get(2).address(), cluster.primaries().get(1).address(), SLOTS, null);
    }

    private static ReshardRequest back(LocalCluster cluster) {
        return ReshardRequest.to(
                cluster.primaries().get(2).address(), cluster.primaries().get(0).address(), SLOTS, null);
    }

    private static LocalCluster cluster(ServerBinary server) {
        return LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start();
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(24_000, 7);
        keys.load(cluster);
        return keys;
    }

    private static String owners(LocalCluster cluster) {
        LabNode first = cluster.primaries().get(0);
        return cluster.view(first).stream()
                .filter(NodeLine::primary)
                .map(line -> line.id() + " " + line.slots())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    static boolean reached(WorkerProcess worker, String point) {
        return log(worker).contains("crash point " + point.toLowerCase(Locale.ROOT) + " reached");
    }

    /** A log that has not grown for two seconds. */
    static final class Quiet {

        private final WorkerProcess worker;
        private int length = -1;
        private long since;

        Quiet(WorkerProcess worker) {
            this.worker = worker;
        }

        boolean lasts() {
            int now = log(worker).length();
            if (now != length) {
                length = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > 2_000_000_000L;
        }
    }

    private static String log(WorkerProcess worker) {
        try {
            return Files.readString(worker.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
