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
import org.junit.jupiter.params.provider.MethodSource;

/** A node that does not know any more, or not yet, how the cluster is: who owns a slot, or that all is well. */
class LostSightIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Longer than a handshake may take. */
    private static final long SLOW_NANOS = 2_500_000_000L;

    static Stream<ServerBinary> servers() {
        return Stream.of(Stack.server(false), Stack.server(true));
    }

    /** Valkey replicas inherit marks. */
    static Stream<ServerBinary> redis() {
        return Stream.of(Stack.server(false));
    }

    /** The oldest Redis that is here: newer ones give a deposed primary's slots to its heir even while they import them. */
    static Stream<ServerBinary> oldest() {
        return Stream.concat(
                Stack.everyServer().stream().filter(server -> !server.valkey()).limit(1),
                Stream.of(Stack.server(true)));
    }

    /** Chaos seed 11070: the target answered CLUSTERDOWN, also to the MIGRATE of the one slot that had been marked anew. */
    @ParameterizedTest
    @MethodSource("oldest")
    void slots_that_are_nobodys_to_their_importer_are_adopted_together(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            LabNode heir = cluster.replicasOf(source).get(0);
            for (int slot = 100; slot < 110; slot++) {
                cluster.ask(target, "CLUSTER", "SETSLOT", "" + slot, "IMPORTING", source.id());
                cluster.ask(source, "CLUSTER", "SETSLOT", "" + slot, "MIGRATING", target.id());
            }
            cluster.ask(heir, "CLUSTER", "FAILOVER");
            Await.until("the old source to be a replica", LIMIT, () -> cluster.view(target).stream()
                    .anyMatch(line -> line.id().equals(source.id()) && !line.primary()));
            Await.until("all others to know the heir", LIMIT, () -> cluster.nodes().stream()
                    .filter(node -> !node.id().equals(target.id()))
                    .allMatch(node -> cluster.view(node).stream()
                            .anyMatch(line ->
                                    line.id().equals(heir.id()) && line.slots().cardinality() > 5_000)));
            if (!server.valkey()) {
                Await.until("the target to refuse clients", LIMIT, () -> cluster.ask(target, "CLUSTER", "INFO")
                        .contains("cluster_state:fail"));
            }

            Report report = Stack.result(stack.start(
                    Stack.newId("adopt"),
                    Map.of("cluster", cluster.seed(), "to", target.address(), "slots", "100-109", "adopt", true)));

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** Chaos seed 11131: the target's heir was promoted before it had heard of the last slot, which it owned in everybody's eyes but its own. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_target_that_does_not_claim_what_it_was_given_is_told(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode target = cluster.primaries().get(1);
            stack.worker().stop();
            WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_VERIFYING"));
            WorkflowStub run = stack.start(
                    Stack.newId("untold"), ReshardRequest.to(cluster.seed(), target.address(), "100-109", null));
            Await.until("the worker to stop", LIMIT, () -> CrashPointIT.reached(worker, "BEFORE_VERIFYING"));
            Await.until("the stop to take effect", LIMIT, worker::isFrozen);
            cluster.ask(target, "CLUSTER", "DELSLOTS", "109");
            worker.thaw();

            Report report = Stack.result(run);

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** Chaos seed 22106: by the time the next worker looked, the same two nodes were primaries again, and on Redis neither had a mark: what the target held looked like strays. */
    @ParameterizedTest
    @MethodSource("redis")
    void slots_of_two_nodes_that_were_failed_over_and_back_unseen_are_finished(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            stack.worker().stop();
            WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_HALT_AT", "AFTER_MIGRATE"));
            WorkflowStub run = stack.start(
                    Stack.newId("unseen"), ReshardRequest.to(cluster.seed(), target.address(), "100-109", null));
            Await.until("the worker to end", LIMIT, () -> CrashPointIT.reached(worker, "AFTER_MIGRATE"));
            for (LabNode node : List.of(source, target)) {
                LabNode heir = cluster.replicasOf(node).get(0);
                promote(cluster, heir, node);
                promote(cluster, node, heir);
            }
            stack.newWorker();

            Report report = Stack.result(run);

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** The larger side may have promoted the source's replica and taken writes for it, which end when the target's epoch wins: a run of 20 acknowledged keys was lost on Redis 7.0. */
    @ParameterizedTest
    @MethodSource("servers")
    void no_slot_changes_hands_on_the_smaller_side_of_a_cut(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server).primaries(4).start()) {
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            List<LabNode> others = cluster.primaries().subList(2, 4);
            stack.worker().stop();
            WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_FINAL_LOOK"));
            WorkflowStub run = stack.start(
                    Stack.newId("minority"), ReshardRequest.to(cluster.seed(), target.address(), "100-109", null));
            Await.until("the worker to stop", LIMIT, () -> CrashPointIT.reached(worker, "BEFORE_FINAL_LOOK"));
            Await.until("the stop to take effect", LIMIT, worker::isFrozen);
            others.forEach(node -> node.process().freeze());
            for (LabNode end : List.of(source, target)) {
                Await.until(
                        "both to be missed",
                        LIMIT,
                        () -> cluster.ask(end, "CLUSTER", "NODES").split("fail", -1).length > 2);
            }
            worker.thaw();

            Await.until("the run to wait", LIMIT, () -> Stack.progress(run)
                    .waitingFor()
                    .contains("does not see most of the primaries"));
            assertThat(cluster.view(target).stream()
                            .filter(line -> line.slots().get(100))
                            .map(line -> line.id()))
                    .containsExactly(source.id());
            others.forEach(node -> node.process().thaw());
            Report report = Stack.result(run);

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            cluster.awaitHealthy(LIMIT);
        }
    }

    private static void promote(LocalCluster cluster, LabNode replica, LabNode primary) {
        Await.until("the replica to be in sync", LIMIT, () -> cluster.ask(replica, "INFO", "replication")
                .contains("master_link_status:up"));
        Await.until("the failover", LIMIT, () -> {
            if (cluster.ask(primary, "INFO", "replication").contains("role:slave")) {
                return true;
            }
            cluster.ask(replica, "CLUSTER", "FAILOVER");
            return false;
        });
    }

    /** Chaos seed 16153: a primary refuses clients for two seconds after its start, and the run that followed at once was refused. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_run_waits_for_a_primary_that_has_just_been_started(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server)
                .primaries(3)
                .replicasPerPrimary(1)
                .config("appendonly", "yes")
                .start()) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            source.process().restart();
            assertThat(cluster.ask(source, "CLUSTER", "INFO")).contains("cluster_state:fail");

            Report report = stack.run(
                    ReshardRequest.to(cluster.seed(), cluster.primaries().get(1).address(), "100-109", null));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            cluster.awaitHealthy(LIMIT);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** On a busy machine a handshake may take longer than anybody waits for it: the next look finds the node well. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_run_looks_again_at_a_node_that_was_slow_to_answer(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            Keyspace keys = loaded(cluster);
            LabNode slow = cluster.primaries().get(2);
            slow.process().freeze();
            WorkflowStub run = stack.start(
                    Stack.newId("slow"),
                    ReshardRequest.to(cluster.seed(), cluster.primaries().get(1).address(), "100-109", null));
            LockSupport.parkNanos(SLOW_NANOS);
            slow.process().thaw();

            Report report = Stack.result(run);

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    private static LocalCluster cluster(ServerBinary server) {
        return LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start();
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(12_000, 3);
        keys.load(cluster);
        return keys;
    }
}
