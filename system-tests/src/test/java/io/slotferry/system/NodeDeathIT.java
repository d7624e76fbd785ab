package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Source or target killed for good exactly at a named point of the protocol, while the worker lives: it is held at the point until the node is gone. Every build takes one point of each; {@code -Ddeath.points=all -Dcrash.servers=all} takes all of them everywhere.
 */
class NodeDeathIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SLOTS = 200;

    /** Keys a killed target may have acknowledged before its replica had them: as many as one MIGRATE carries. */
    private static final int BATCH_KEYS = 100;

    /** Time for all keys at this pace, and longer than any drain waits: the next one must wait as well. */
    private static final long HANGS_NANOS = 8_000_000_000L;

    static Stream<Arguments> ofSource() {
        return cases("AFTER_TARGET_NODE", both());
    }

    static Stream<Arguments> ofTarget() {
        return cases("AFTER_MIGRATE", both());
    }

    private static Stream<ServerBinary> both() {
        return Stream.of(Stack.server(false), Stack.server(true));
    }

    private static Stream<Arguments> cases(String slice, Stream<ServerBinary> few) {
        String asked = System.getProperty("death.points", slice);
        List<String> points = asked.equals("all") ? CrashPointIT.POINTS : List.of(asked.split(","));
        return CrashPointIT.servers(few).flatMap(server -> points.stream().map(point -> Arguments.of(server, point)));
    }

    @ParameterizedTest(name = "{0}: the source dies at {1}")
    @MethodSource("ofSource")
    void a_source_that_dies(ServerBinary server, String point) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            WorkflowStub run = killedAt(stack, cluster, point, source);

            Report report = ended(run, cluster, source);

            Keyspace.ReadBack read = keys.readBack(cluster);
            assertThat(read.clean()).as(read + " " + report.notes()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}: the target dies at {1}")
    @MethodSource("ofTarget")
    void a_target_that_dies(ServerBinary server, String point) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode target = cluster.primaries().get(1);
            WorkflowStub run = killedAt(stack, cluster, point, target);
            // On Valkey it may be gone with import marks: the slots it was getting wait until it is back.
            Await.until(
                    "its heir to go on or to wait for it",
                    LIMIT,
                    () -> Stack.progress(run).waitingFor().contains("gone with its marks")
                            || Stack.progress(run).state().ended());

            Report report = ended(run, cluster, target);

            Keyspace.ReadBack read = keys.readBack(cluster);
            assertThat(read.wrong()).as(read + " " + report.notes()).isZero();
            assertThat(read.missing()).as(read + " " + report.notes()).isLessThanOrEqualTo(BATCH_KEYS);
        }
    }

    /** I12: what T takes while its replica takes nothing would die with it. */
    @ParameterizedTest
    @MethodSource("both")
    void a_target_whose_replica_hangs_gets_no_more_than_one_batch(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode target = cluster.primaries().get(1);
            LabNode replica = cluster.replicasOf(target).get(0);
            long few = size(cluster, target);
            WorkflowStub run = stack.start(Stack.newId("hangs"), request(cluster, 1_000));
            Await.until("keys to move", LIMIT, () -> size(cluster, target) > few + 3L * BATCH_KEYS);

            replica.process().freeze();
            long then = size(cluster, target);
            LockSupport.parkNanos(HANGS_NANOS);
            long now = size(cluster, target);
            replica.process().thaw();

            assertThat(Stack.progress(run).state().ended()).isFalse();
            assertThat(now - then).isLessThanOrEqualTo(BATCH_KEYS);
            Report report = Stack.result(run);
            assertThat(report.state())
                    .as(report.headline() + " " + report.parked())
                    .isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** Out of sync from the start, and for no longer than servers allow for an election (26 s here): it lacks what the target takes now. */
    @ParameterizedTest
    @MethodSource("both")
    void a_target_whose_replica_is_out_of_sync_gets_no_more_than_one_batch(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode target = cluster.primaries().get(1);
            LabNode replica = cluster.replicasOf(target).get(0);
            long before = size(cluster, target);
            cluster.ask(replica, "CONFIG", "SET", "masterauth", "wrong");
            cluster.ask(target, "CLIENT", "KILL", "TYPE", "replica");
            WorkflowStub run = stack.start(Stack.newId("unsynced"), request(cluster, SLOTS));
            Await.until("the run to wait", LIMIT, () -> Stack.progress(run)
                    .waitingFor()
                    .contains("replicas"));

            LockSupport.parkNanos(HANGS_NANOS);
            assertThat(size(cluster, target) - before).isLessThanOrEqualTo(BATCH_KEYS);
            assertThat(Stack.progress(run).state().ended()).isFalse();
            cluster.ask(replica, "CONFIG", "SET", "masterauth", "");

            Report report = Stack.result(run);
            assertThat(report.state())
                    .as(report.headline() + " " + report.parked())
                    .isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    private static long size(LocalCluster cluster, LabNode node) {
        return Long.parseLong(cluster.ask(node, "DBSIZE"));
    }

    private static WorkflowStub killedAt(Stack stack, LocalCluster cluster, String point, LabNode victim) {
        stack.worker().stop();
        WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", point));
        WorkflowStub run = stack.start(Stack.newId("death"), request(cluster, SLOTS));
        Await.until("the worker to stop at " + point, LIMIT, () -> CrashPointIT.reached(worker, point));
        Await.until("the stop to take effect", LIMIT, worker::isFrozen);
        victim.process().kill();
        worker.thaw();
        return run;
    }

    private static Report ended(WorkflowStub run, LocalCluster cluster, LabNode victim) throws Exception {
        LabNode heir = cluster.replicasOf(victim).get(0);
        Await.until("its replica to be promoted", LIMIT, () -> cluster.view(heir).stream()
                .anyMatch(line -> line.myself() && line.primary()));
        if (Stack.progress(run).waitingFor().contains("gone with its marks")) {
            victim.process().restart();
        }
        Report report = Stack.result(run);
        assertThat(report.state()).as(report.headline() + " " + report.parked()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.slotsMoved()).as(report.headline()).isEqualTo(SLOTS);
        if (!victim.process().isAlive()) {
            victim.process().restart();
        }
        cluster.awaitHealthy(LIMIT);
        Await.until("no mark is left", LIMIT, () -> cluster.openMarks().isEmpty());
        return report;
    }

    private static ReshardRequest request(LocalCluster cluster, int slots) {
        return Requests.paced(
                cluster.primaries().get(2).address(),
                cluster.primaries().get(1).address(),
                "100-" + (100 + slots - 1),
                null,
                null,
                1_000,
                NodeDeathIT.class);
    }

    private static LocalCluster cluster(ServerBinary server) {
        return LocalCluster.of(server)
                .primaries(3)
                .replicasPerPrimary(1)
                .nodeTimeoutMs(1_500)
                .config("appendonly", "yes")
                .start();
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(60_000, 11);
        keys.load(cluster);
        return keys;
    }
}
