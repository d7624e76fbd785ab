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
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.Verdict;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that dies, a run that is terminated, a second run: each merely delays, and nobody needs to give a flag. */
class CrashIT {

    /** In which a second run is refused, and in which a terminated one frees the cluster. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** From the kill to the first slot the next worker finishes: 5 s heartbeat or 10 s workflow task, and 5 s stickiness. */
    private static final Duration TAKEOVER_MAX = Duration.ofSeconds(20);

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void the_next_worker_goes_on_where_a_killed_one_stopped(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            Keyspace keys = loaded(cluster);
            try (LiveClients clients =
                    LiveClients.on(cluster).callsPerSecond(200).start()) {
                WorkflowStub run = stack.start(Stack.newId("crash"), request(cluster, 250));
                Await.until("some slots moved", LIMIT, () -> moved(run) > 50);

                stack.worker().kill();
                stack.newWorker();

                int before = moved(run);
                Await.until("the next worker moves slots", TAKEOVER_MAX, () -> moved(run) > before);
                Report report = Stack.result(run);
                assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
                assertThat(report.slotsMoved()).isEqualTo(1_024);
                clients.stop();
                Verdict verdict = clients.verify();
                assertThat(verdict.clean()).as(verdict.toString()).isTrue();
            }
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void one_mutating_run_per_cluster_and_a_terminated_one_is_taken_over(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            Keyspace keys = loaded(cluster);
            String id = Stack.newId("held");
            WorkflowStub first = stack.start(id, request(cluster, 100));
            Await.until("some slots moved", LIMIT, () -> moved(first) > 5);
            String otherSeed = cluster.primaries().get(1).address();
            long askedAt = System.nanoTime();

            ApplicationFailure refused = stack.refusal(
                    ReshardRequest.to(otherSeed, cluster.emptyPrimaries().get(0).address(), null, 10L));

            assertThat(Duration.ofNanos(System.nanoTime() - askedAt)).isLessThan(SOON);
            assertThat(refused.getType()).isEqualTo(FailureTypes.LOCK_HELD);
            assertThat(refused.getOriginalMessage()).contains(id).contains("CrashIT");

            first.terminate("the test wants slots left open");
            assertThatThrownBy(() -> Stack.result(first)).isInstanceOf(WorkflowFailedException.class);
            // The same workflow id again, with no flag: slots it left open are its own.
            WorkflowStub next = stack.start(id, request(cluster, 100));
            Await.until("the cluster to be free", SOON, () -> moved(next) > 0);
            stack.handle(next).tune(Requests.pace(0));
            Report report = Stack.result(next);

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** The server (1.29) ends the lock of a run that is terminated, but not of one that is reset. */
    @ParameterizedTest(name = "to the first workflow task: {0}")
    @ValueSource(booleans = {true, false})
    void a_run_that_is_reset_finishes_what_it_had_begun(boolean first) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(!first))) {
            Keyspace keys = loaded(cluster);
            WorkflowStub run = stack.start(Stack.newId("reset"), request(cluster, 100));
            Await.until("some slots moved", LIMIT, () -> moved(run) > 5);

            WorkflowStub again = stack.reset(run, first);
            stack.handle(again).tune(Requests.pace(0));
            Report report = Stack.result(again);

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
            Report next = Stack.result(stack.start(
                    Stack.newId("reset"),
                    Map.of(
                            "cluster",
                            cluster.seed(),
                            "to",
                            cluster.primaries().get(1).address(),
                            "slotCount",
                            1)));
            assertThat(next.state()).as(next.headline()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    /** The run began anew and could not go on: nobody holds the cluster. */
    @Test
    void the_lock_of_a_run_that_was_reset_and_then_ended_is_free() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(false))) {
            loaded(cluster);
            WorkflowStub run = stack.start(Stack.newId("reset"), request(cluster, 100));
            Await.until("some slots moved", LIMIT, () -> moved(run) > 5);
            stack.reset(run, true).terminate("the test wants nobody to be there");

            Report report = Stack.result(stack.start(
                    Stack.newId("heir"),
                    Map.of(
                            "cluster",
                            cluster.seed(),
                            "to",
                            cluster.emptyPrimaries().get(0).address(),
                            "slotCount",
                            1,
                            "adopt",
                            true)));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
        }
    }

    /** What a run leaves on Valkey that is terminated amid SETSLOT: the replicas carry it out before their primary does, which may never follow. */
    @Test
    void a_mark_that_only_a_replica_shows_is_cleared_by_the_run_that_takes_over() throws Exception {
        Stack stack = Stack.withWorker();
        ServerBinary valkey = Stack.server(true);
        assumeTrue(valkey.valkey(), "there is no Valkey here, and Redis replicas know no marks");
        try (LocalCluster cluster =
                LocalCluster.of(valkey).primaries(3).replicasPerPrimary(1).start()) {
            LabNode target = cluster.primaries().get(1);
            LabNode replica = cluster.replicasOf(target).get(0);
            String source = cluster.primaries().get(0).id();
            replica.process().freeze();
            assertThatThrownBy(
                            () -> cluster.ask(target, "CLUSTER", "SETSLOT", "5", "IMPORTING", source, "TIMEOUT", "200"))
                    .hasMessageContaining("NOREPLICAS");
            replica.process().thaw();
            Await.until("the mark on the replica", LIMIT, () -> cluster.openMarks()
                    .toString()
                    .contains(replica.address() + " [5-<-"));

            Report report = Stack.result(stack.start(
                    Stack.newId("adopt"),
                    Map.of("cluster", cluster.seed(), "to", target.address(), "slots", "10-19", "adopt", true)));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
        }
    }

    private static int moved(WorkflowStub run) {
        return Stack.progress(run).slotsMoved();
    }

    private static ReshardRequest request(LocalCluster cluster, long keysPerSecond) {
        return Requests.paced(
                cluster.seed(),
                cluster.emptyPrimaries().get(0).address(),
                null,
                1_024L,
                null,
                keysPerSecond,
                CrashIT.class);
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(48_000, 5);
        keys.load(cluster);
        return keys;
    }
}
