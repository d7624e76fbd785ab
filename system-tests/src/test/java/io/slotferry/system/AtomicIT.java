package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.Verdict;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engine atomic: Valkey 9 moves the slots itself, and Slotferry starts, watches and ends its jobs. Every build runs most of it, {@code -Datomic=all} the rest. */
class AtomicIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final boolean ALL = System.getProperty("atomic", "").equals("all");
    private static final String SLOTS = "0-4999";
    private static final int SLOT_COUNT = 5_000;

    /** Enough for several jobs of some tenths of a second. */
    private static final int KEYS = 600_000;

    @Test
    void moves_under_live_clients_without_opening_a_slot() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(0);
                LiveClients clients = LiveClients.on(cluster).start()) {
            Keyspace keys = loaded(cluster, 30_000);

            Report report = stack.run(request(cluster, "atomic"));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(SLOT_COUNT);
            assertThat(report.keysMoved()).isPositive();
            assertThat(report.notes()).noneMatch(note -> note.contains("key by key"));
            assertThat(report.inverse()).hasSize(1);
            cluster.awaitHealthy(LIMIT);
            Verdict verdict = clients.verify();
            assertThat(verdict.lost() + verdict.wrongNil() + verdict.errors())
                    .as(verdict.toString())
                    .isZero();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEFORE_NATIVE_JOB", "AFTER_NATIVE_JOB"})
    void a_worker_that_dies_leaves_the_job_to_the_next_one(String point) throws Exception {
        assumeTrue(ALL || point.equals("AFTER_NATIVE_JOB"), "-Datomic=all takes both points");
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(0)) {
            Keyspace keys = loaded(cluster, 60_000);
            stack.worker().stop();
            WorkerProcess doomed = stack.newWorker(Map.of("SLOTFERRY_HALT_AT", point));
            WorkflowStub run = stack.start(Stack.newId("halt"), request(cluster, "atomic"));
            Await.until("the worker to die at " + point, LIMIT, () -> !doomed.isAlive());

            stack.newWorker();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(SLOT_COUNT);
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @Test
    void a_worker_that_was_stopped_before_a_job_begins_none_when_the_run_is_over() throws Exception {
        assumeTrue(ALL, "takes a minute: -Datomic=all");
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(0)) {
            loaded(cluster, 10_000);
            stack.worker().stop();
            WorkerProcess late = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_NATIVE_JOB"));
            try {
                WorkflowStub run = stack.start(Stack.newId("stop"), request(cluster, "atomic"));
                Await.until("the worker to stop", LIMIT, () -> CrashPointIT.reached(late, "BEFORE_NATIVE_JOB"));
                Await.until("the stop to take effect", LIMIT, late::isFrozen);
                stack.newWorker();
                run.cancel();
                assertThatThrownBy(() -> Stack.result(run)).hasCauseInstanceOf(CanceledFailure.class);
                int moved = Stack.memo(run).slotsMoved();

                late.thaw();

                CrashPointIT.Quiet quiet = new CrashPointIT.Quiet(late);
                Await.until("the late worker to have nothing more to say", LIMIT, quiet::lasts);
                assertThat(running(cluster)).isFalse();
                assertThat(cluster.view(cluster.primaries().get(1)).stream()
                                .filter(line -> line.myself())
                                .findFirst()
                                .orElseThrow()
                                .slots()
                                .cardinality())
                        .isEqualTo(cluster.primaries().get(1).slots().cardinality() + moved);
            } finally {
                late.kill();
            }
        }
    }

    @Test
    void pause_holds_without_a_job_and_resume_rollback_and_cancel_mean_what_they_say() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(0)) {
            Keyspace keys = loaded(cluster, KEYS);
            WorkflowStub run = stack.start(Stack.newId("atomic"), request(cluster, "atomic"));
            Await.until("a job to run", LIMIT, () -> running(cluster));

            run.signal("pause");

            Await.until("the pause", LIMIT, () -> Stack.progress(run).state() == RunState.PAUSED);
            assertThat(running(cluster)).isFalse();
            assertThat(Stack.progress(run).slotsMoved()).isLessThan(SLOT_COUNT);
            stack.handle(run).resume(null);
            Await.until("some to have moved", LIMIT, () -> Stack.progress(run).slotsMoved() > 1);
            stack.handle(run).rollback(null);
            assertThat(Stack.result(run).state()).isEqualTo(RunState.ROLLED_BACK);
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.view(cluster.primaries().get(0)).stream()
                            .filter(line -> line.myself())
                            .findFirst()
                            .orElseThrow()
                            .slots()
                            .cardinality())
                    .isEqualTo(cluster.primaries().get(0).slots().cardinality());

            WorkflowStub cancelled = stack.start(Stack.newId("atomic"), request(cluster, "atomic"));
            Await.until("a job to run", LIMIT, () -> running(cluster));
            cancelled.cancel();
            assertThatThrownBy(() -> Stack.result(cancelled))
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasCauseInstanceOf(CanceledFailure.class);
            assertThat(running(cluster)).isFalse();
            assertThat(Stack.memo(cancelled).state()).isEqualTo(RunState.CANCELLED);
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @Test
    void jobs_that_somebody_cancels_again_and_again_are_given_up_and_keys_go_one_by_one() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(0)) {
            Keyspace keys = loaded(cluster, KEYS / 2);
            LabNode source = cluster.primaries().get(0);
            WorkflowStub run = stack.start(Stack.newId("atomic"), request(cluster, "atomic"));

            for (int ended = 0; ended < 4 && !Stack.progress(run).state().ended(); ) {
                ended += cancelJobs(cluster, source) ? 1 : 0;
                LockSupport.parkNanos(2_000_000);
            }

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(SLOT_COUNT);
            assertThat(report.notes()).anyMatch(note -> note.contains("key by key"));
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "the source dies: {0}")
    @ValueSource(booleans = {true, false})
    void an_end_that_dies_amid_a_job_is_succeeded_by_its_replica(boolean theSource) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(1)) {
            Keyspace keys = loaded(cluster, KEYS / 3);
            LabNode victim = cluster.primaries().get(theSource ? 0 : 1);
            WorkflowStub run = stack.start(Stack.newId("atomic"), request(cluster, "atomic"));
            Await.until("a job to run", LIMIT, () -> running(cluster));

            victim.process().kill();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(SLOT_COUNT);
            victim.process().restart();
            cluster.awaitHealthy(LIMIT);
            Keyspace.ReadBack read = keys.readBack(cluster);
            assertThat(read.clean()).as(read + " " + report.notes()).isTrue();
        }
    }

    @Test
    void servers_that_cannot_do_it_are_named() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(Stack.server(false)).primaries(3).start()) {
            ApplicationFailure refusal = stack.refusal(request(cluster, "atomic"));

            assertThat(refusal.getType()).isEqualTo(FailureTypes.INVALID_REQUEST);
            assertThat(refusal.getOriginalMessage())
                    .contains("\"engine\" is atomic")
                    .contains("Valkey 9.0")
                    .containsAnyOf(
                            cluster.primaries().get(0).address(),
                            cluster.primaries().get(1).address());
        }
    }

    @Test
    void a_user_without_the_right_is_told_before_anything_moves() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(0)) {
            LabNode source = cluster.primaries().get(0);
            cluster.ask(source, "ACL", "SETUSER", "default", "-cluster|migrateslots");

            ApplicationFailure refusal = stack.refusal(request(cluster, "atomic"));

            assertThat(refusal.getType()).isEqualTo(FailureTypes.PRECHECK_FAILED);
            assertThat(refusal.getOriginalMessage())
                    .contains("+cluster|migrateslots")
                    .contains(source.address());
            assertThat(stack.run(request(cluster, "keywise")).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private static boolean running(LocalCluster cluster) {
        return cluster.primaries().stream()
                .filter(node -> node.process().isAlive())
                .flatMap(node -> jobs(cluster, node).stream())
                .anyMatch(job -> job.contains("EXPORT") && !job.matches(".* state (success|failed|cancell?ed) .*"));
    }

    /** One line each, names and values in turn. */
    private static List<String> jobs(LocalCluster cluster, LabNode node) {
        try (RespConnection connection = cluster.connect(node)) {
            Object told = connection.call("CLUSTER", "GETSLOTMIGRATIONS");
            return told instanceof List<?> list
                    ? list.stream().map(AtomicIT::words).toList()
                    : List.of();
        } catch (IOException e) {
            // It dies in this moment.
            return List.of();
        }
    }

    private static String words(@Nullable Object told) {
        if (told instanceof List<?> list) {
            return list.stream().map(AtomicIT::words).collect(Collectors.joining(" "));
        }
        return told instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(told);
    }

    /** False if none ran. */
    private static boolean cancelJobs(LocalCluster cluster, LabNode source) {
        try {
            return cluster.ask(source, "CLUSTER", "CANCELSLOTMIGRATIONS").equals("OK");
        } catch (LabException e) {
            assertThat(e.getMessage()).contains("No migrations ongoing");
            return false;
        }
    }

    private static ReshardRequest request(LocalCluster cluster, String engine) {
        return Requests.by(
                engine,
                cluster.primaries().get(2).address(),
                cluster.primaries().get(1).address(),
                SLOTS,
                null,
                AtomicIT.class);
    }

    private static LocalCluster cluster(int replicas) {
        ServerBinary newest = RedisServers.all().stream()
                .filter(server -> server.valkey() && server.version().startsWith("9."))
                .findFirst()
                .orElse(null);
        assumeTrue(newest != null, "no Valkey 9 here: none older moves slots itself");
        return LocalCluster.of(newest)
                .primaries(3)
                .replicasPerPrimary(replicas)
                .nodeTimeoutMs(2_000)
                .config("appendonly", replicas > 0 ? "yes" : "no")
                .start();
    }

    private static Keyspace loaded(LocalCluster cluster, int count) {
        Keyspace keys = Keyspace.of(count, 9);
        keys.load(cluster);
        return keys;
    }
}
