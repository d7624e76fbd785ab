package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.SavedClaim;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.SlotTags;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may happen in the moment in which a Valkey target takes slots. */
class TakingIT {

    private static final int ATTEMPTS = 3;
    private static final Duration ORDER_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Longer than a node needs to hear from the others, shorter than it takes to declare one failed. */
    private static final long HEIR_IS_SILENT_MS = 700;

    /** So long that the run would sleep for longer than a node needs to serve. */
    private static final long IT_WAITS_MS = 6_000;

    private static final long LOOKED_AT_MS = 4_000;

    static Stream<ServerBinary> servers() {
        return Stream.of(Stack.server(true));
    }

    static Stream<Arguments> watching() {
        return servers().flatMap(server -> Stream.of(Arguments.of(server, true), Arguments.of(server, false)));
    }

    /** Chaos seeds 14007 and 16169: the target died, its heir had the slots by then, and when it came back it took all slots of its shard back, and what its heir had been told since was lost. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_target_that_died_and_comes_back_takes_nothing_back(ServerBinary server) throws Exception {
        int attempt = 1;
        while (!takesNothingBack(server)) {
            assertThat(attempt++).as("steps whose second was over too soon").isLessThan(ATTEMPTS);
        }
    }

    /** False if the worker was stopped for so long that its step was over: then it sends no NODE, as it should. */
    private static boolean takesNothingBack(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server)
                .primaries(3)
                .replicasPerPrimary(2)
                .config("appendonly", "yes")
                .start()) {
            Keyspace keys = Keyspace.of(12_000, 3);
            keys.load(cluster);
            LabNode target = cluster.primaries().get(1);
            LabNode heir = cluster.replicasOf(target).get(0);
            LabNode mute = cluster.replicasOf(target).get(1);
            cluster.ask(mute, "CONFIG", "SET", "cluster-replica-no-failover", "yes");
            Stopped stopped = stopBeforeNode(stack, cluster, target);
            Await.until("the stop to take effect", LIMIT, stopped.worker::isFrozen);

            // The target waits for the replica that is mute; the other one carries NODE out at once.
            mute.process().freeze();
            stopped.worker.thaw();
            try {
                Await.until("the heir to have the order", ORDER_LIMIT, () -> hasTaken(cluster, heir, target));
            } catch (LabException e) {
                stopped.run.terminate("the order came too late");
                return false;
            }
            target.process().kill();
            mute.process().thaw();
            Await.until("the heir to be promoted", LIMIT, () -> cluster.ask(heir, "INFO", "replication")
                    .contains("role:master"));
            List<String> written = IntStream.range(6000, 6100)
                    .mapToObj(slot -> "{" + SlotTags.of(slot) + "}after-the-promotion")
                    .toList();
            written.forEach(key -> cluster.ask(heir, "SET", key, "kept"));
            heir.process().freeze();
            target.process().restart();
            LockSupport.parkNanos(HEIR_IS_SILENT_MS * 1_000_000);
            heir.process().thaw();

            Report report = Stack.result(stopped.run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(written)
                    .allSatisfy(key -> assertThat(cluster.ask(heir, "GET", key)).isEqualTo("kept"));
            assertThat(keys.readBack(cluster).clean()).isTrue();
            return true;
        }
    }

    /** Chaos seed 22061: the mark named a third primary that has moved a slot meanwhile; the target that came back took that for its cue, and all slots of its shard with an epoch that nobody voted for. One without slots cannot give any. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_target_that_comes_back_takes_nothing_though_others_moved_slots(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server)
                .primaries(3)
                .emptyPrimaries(1)
                .replicasPerPrimary(1)
                .config("appendonly", "yes")
                .start()) {
            Keyspace keys = Keyspace.of(12_000, 3);
            keys.load(cluster);
            LabNode target = cluster.primaries().get(1);
            LabNode heir = cluster.replicasOf(target).get(0);
            Stopped stopped = stopBeforeNode(stack, cluster, target);
            target.process().kill();
            Await.until("the heir to be promoted", LIMIT, () -> cluster.ask(heir, "INFO", "replication")
                    .contains("role:master"));
            List<String> written = IntStream.range(6000, 6100)
                    .mapToObj(slot -> "{" + SlotTags.of(slot) + "}after-the-promotion")
                    .toList();
            written.forEach(key -> cluster.ask(heir, "SET", key, "kept"));
            giveAnEmptySlot(
                    cluster, cluster.primaries().get(0), cluster.primaries().get(2));
            target.process().restart();
            Await.until("the target to follow its heir", LIMIT, () -> cluster.ask(target, "INFO", "replication")
                    .contains("role:slave"));
            stopped.worker.thaw();

            Report report = Stack.result(stopped.run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(written)
                    .allSatisfy(key -> assertThat(cluster.ask(heir, "GET", key)).isEqualTo("kept"));
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** By hand, as another tool would. */
    private static void giveAnEmptySlot(LocalCluster cluster, LabNode from, LabNode to) {
        String slot = IntStream.range(0, 1000)
                .mapToObj(Integer::toString)
                .filter(empty ->
                        cluster.ask(from, "CLUSTER", "COUNTKEYSINSLOT", empty).equals("0"))
                .findFirst()
                .orElseThrow();
        cluster.ask(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", from.id());
        cluster.ask(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", to.id());
        cluster.ask(to, "CLUSTER", "SETSLOT", slot, "NODE", to.id());
        cluster.ask(from, "CLUSTER", "SETSLOT", slot, "NODE", to.id());
    }

    /** The target's mark names itself by then and, unless the old source is heard before its heir, goes with the failover: without an epoch of its own it would lose the slots to the heir, and delete their keys. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_source_that_is_failed_over_takes_nothing_back(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start()) {
            Keyspace keys = Keyspace.of(12_000, 3);
            keys.load(cluster);
            LabNode target = cluster.primaries().get(1);
            LabNode heir = cluster.replicasOf(cluster.primaries().get(0)).get(0);
            Stopped stopped = stopBeforeNode(stack, cluster, target);
            // In haste: a step sends nothing that is 0.9 s late.
            cluster.ask(heir, "CLUSTER", "FAILOVER");
            Await.until("the target to have heard of it", LIMIT, () -> cluster.view(target).stream()
                    .anyMatch(line -> line.id().equals(heir.id()) && line.primary()));
            stopped.worker.thaw();

            Report report = Stack.result(stopped.run);

            assertWell(report, cluster, keys);
        }
    }

    /** Its mark, which names itself, is taken for the open slot that it is. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_run_that_was_terminated_there_is_adopted(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start()) {
            Keyspace keys = Keyspace.of(12_000, 3);
            keys.load(cluster);
            LabNode target = cluster.primaries().get(1);
            Stopped stopped = stopBeforeNode(stack, cluster, target);
            stopped.run.terminate("in the moment it takes slots");
            stopped.worker.kill();
            assertThat(cluster.openMarks()).isNotEmpty();
            stack.newWorker();

            Report report = Stack.result(stack.start(
                    Stack.newId("adopt"),
                    Map.of("cluster", cluster.seed(), "to", target.address(), "slots", "100-109", "adopt", true)));

            assertWell(report, cluster, keys);
        }
    }

    /** Between the two a replica has no mark: promoted then, it may take the slot for the source's, and delete its keys. */
    @ParameterizedTest
    @MethodSource("servers")
    void the_replica_of_a_target_has_a_mark_again_as_soon_as_it_has_the_slot(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start()) {
            Keyspace keys = Keyspace.of(12_000, 3);
            keys.load(cluster);
            LabNode target = cluster.primaries().get(1);
            LabNode source = cluster.primaries().get(0);
            List<Integer> filled = IntStream.range(100, 160)
                    .filter(slot -> !cluster.ask(source, "CLUSTER", "COUNTKEYSINSLOT", "" + slot)
                            .equals("0"))
                    .boxed()
                    .toList();
            assertThat(filled).hasSizeGreaterThan(20);

            Report report = Stack.result(stack.start(
                    Stack.newId("marked"), ReshardRequest.to(cluster.seed(), target.address(), "100-159", null)));

            assertWell(report, cluster, keys);
            String said =
                    Files.readString(cluster.replicasOf(target).get(0).process().log());
            for (int slot : filled) {
                assertThat(said)
                        .containsPattern("(?s)Assigning slot " + slot + " to node " + target.id()
                                + ".*Importing slot " + slot + " from node " + source.id()
                                + ".*Marking slot " + slot + " stable");
            }
        }
    }

    /** It took a slot, and nobody has heard of it: it comes back as the owner, and empty, while its heir has the keys. The chance for a client to see that begins when it serves, 2 s after its start. */
    @ParameterizedTest(name = "{0}, the worker is there: {1}")
    @MethodSource("watching")
    void a_target_that_died_as_the_owner_hides_no_keys(ServerBinary server, boolean watches) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start()) {
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            LabNode heir = cluster.replicasOf(target).get(0);
            IntStream.rangeClosed(100, 109)
                    .forEach(slot -> cluster.ask(source, "SET", "{" + SlotTags.of(slot) + "}key", "kept"));
            // Its epoch is above the source's as soon as it has taken a slot.
            cluster.ask(target, "CLUSTER", "BUMPEPOCH");
            Stopped stopped = stopBeforeNode(stack, cluster, target);
            // The guard that its replica has. Runs begin with a single slot.
            cluster.ask(target, "CLUSTER", "SETSLOT", "100", "IMPORTING", source.id());
            target.process().kill();
            SavedClaim.write(target, 100);
            Await.until("the heir to be promoted", LIMIT, () -> cluster.ask(heir, "INFO", "replication")
                    .contains("role:master"));
            if (watches) {
                stopped.worker.thaw();
                LockSupport.parkNanos(IT_WAITS_MS * 1_000_000);
            }
            target.process().restart();
            if (!watches) {
                Await.until("the source to take it for the owner", LIMIT, () -> owns(cluster, source, target, 100));
                stopped.worker.thaw();
            }
            long hidden = 0;
            String moved = "{" + SlotTags.of(100) + "}key";
            for (long until = System.nanoTime() + LOOKED_AT_MS * 1_000_000; System.nanoTime() < until; ) {
                try (RespConnection client = cluster.connect(target)) {
                    hidden += client.call("GET", moved) == null ? 1 : 0;
                }
                LockSupport.parkNanos(10_000_000);
            }

            Report report = Stack.result(stopped.run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            if (watches) {
                assertThat(hidden).isZero();
            }
            // The one that came back may have copied the heir's mark with its keys, in the moment before the heir took
            // the slot.
            assertThat(cluster.openMarks()).allMatch(mark -> mark.startsWith(target.address()));
            Await.until("all to know the owner", LIMIT, () -> cluster.nodes().stream()
                    .allMatch(node -> owns(cluster, node, heir, 100)));
            IntStream.rangeClosed(100, 109)
                    .forEach(slot -> assertThat(cluster.ask(heir, "GET", "{" + SlotTags.of(slot) + "}key"))
                            .isEqualTo("kept"));
        }
    }

    private static void assertWell(Report report, LocalCluster cluster, Keyspace keys) throws Exception {
        assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        cluster.awaitHealthy(LIMIT);
        assertThat(cluster.openMarks()).isEmpty();
        assertThat(keys.readBack(cluster).clean()).isTrue();
    }

    private record Stopped(WorkerProcess worker, WorkflowStub run) {}

    private static Stopped stopBeforeNode(Stack stack, LocalCluster cluster, LabNode target) throws Exception {
        stack.worker().stop();
        WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_TARGET_NODE"));
        WorkflowStub run = stack.start(
                Stack.newId("taking"),
                ReshardRequest.to(cluster.primaries().get(2).address(), target.address(), "100-109", null));
        Await.until("the worker to stop", LIMIT, () -> CrashPointIT.reached(worker, "BEFORE_TARGET_NODE"));
        return new Stopped(worker, run);
    }

    private static boolean hasTaken(LocalCluster cluster, LabNode heir, LabNode target) {
        return IntStream.range(100, 110).anyMatch(slot -> owns(cluster, heir, target, slot));
    }

    private static boolean owns(LocalCluster cluster, LabNode observer, LabNode owner, int slot) {
        return cluster.view(observer).stream()
                .anyMatch(line -> line.id().equals(owner.id()) && line.slots().get(slot));
    }
}
