package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Source or target primary killed, hung or failed over by hand while slots are open: the lane goes on between their heirs. Every build takes each fault once; {@code -Dfailover=all} takes all of them on a Redis and a Valkey.
 */
class FailoverIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Keys a killed target may have acknowledged before its replica had them: as many as one MIGRATE carries. */
    private static final int BATCH_KEYS = 100;

    private static final Duration VOTE = Duration.ofMillis(500);
    private static final Duration HELD_BACK = Duration.ofSeconds(3);

    enum Fault {
        KILLED,
        HUNG,
        BY_HAND
    }

    static Stream<Arguments> ofSource() {
        return faults(
                Arguments.of(false, Fault.KILLED), Arguments.of(true, Fault.HUNG), Arguments.of(true, Fault.BY_HAND));
    }

    static Stream<Arguments> ofTarget() {
        return faults(Arguments.of(false, Fault.BY_HAND), Arguments.of(true, Fault.KILLED));
    }

    static List<ServerBinary> anyServer() {
        return System.getProperty("failover", "").equals("all") ? Stack.everyServer() : List.of(Stack.server(false));
    }

    private static Stream<Arguments> faults(Arguments... slice) {
        if (!System.getProperty("failover", "").equals("all")) {
            return Stream.of(slice);
        }
        return Stream.of(false, true)
                .flatMap(valkey -> Stream.of(Fault.values()).map(fault -> Arguments.of(valkey, fault)));
    }

    @ParameterizedTest(name = "valkey {0}: the source is {1}")
    @MethodSource("ofSource")
    void a_source_that_is_failed_over(boolean valkey, Fault fault) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(valkey)) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            WorkflowStub run = start(stack, cluster, source, target, fault);

            strike(cluster, source, fault);

            Report report = finished(stack, run, cluster, source, fault);
            assertThat(report.notes()).as(report.headline()).anyMatch(note -> note.contains("was failed over to"));
            assertThat(keys.readBack(cluster).clean())
                    .as(keys.readBack(cluster).toString())
                    .isTrue();
        }
    }

    /** Nothing is open then, and the slots that the run opens next, before it has noticed, hold nothing on the target: no key can have been missed, and nobody is to be alarmed. */
    @Test
    void a_redis_source_that_is_failed_over_while_the_run_is_paused_hid_nothing() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(false)) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            WorkflowStub run = start(stack, cluster, source, target, Fault.BY_HAND);
            run.signal("pause");
            Await.until("the pause", LIMIT, () -> Stack.progress(run).state() == RunState.PAUSED);

            strike(cluster, source, Fault.BY_HAND);
            run.signal("resume");

            Report report = finished(stack, run, cluster, source, Fault.BY_HAND);
            assertThat(report.notes())
                    .as(report.headline())
                    .anyMatch(note -> note.contains("was failed over to"))
                    .noneMatch(note -> note.contains("read as missing"));
            assertThat(report.findings()).noneMatch(finding -> finding.code().startsWith("may-be"));
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "valkey {0}: the target is {1}")
    @MethodSource("ofTarget")
    void a_target_that_is_failed_over(boolean valkey, Fault fault) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(valkey)) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            WorkflowStub run = start(stack, cluster, source, target, fault);

            strike(cluster, target, fault);
            if (valkey && fault != Fault.BY_HAND) {
                // It holds import marks: slots it was getting stay open until it is back.
                Await.until(
                        "waits for it",
                        LIMIT,
                        () -> Stack.progress(run).waitingFor().contains("gone with its marks")
                                || Stack.progress(run).state().ended());
                revive(target, fault);
            }

            Report report = finished(stack, run, cluster, target, fault);
            assertThat(report.notes()).as(report.headline()).anyMatch(note -> note.contains("was failed over to"));
            Keyspace.ReadBack read = keys.readBack(cluster);
            assertThat(read.wrong()).as(read.toString()).isZero();
            assertThat(read.missing())
                    .as(() -> read + " " + report.notes() + "\n" + everyNode(cluster))
                    .isLessThanOrEqualTo(BATCH_KEYS);
        }
    }

    /** It is no replica in the plan: whoever watches has seen it since. */
    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_replica_that_joined_after_the_plan_is_an_heir_too(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .emptyPrimaries(1)
                .nodeTimeoutMs(1_500)
                .start()) {
            Keyspace keys = loaded(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode late = cluster.emptyPrimaries().get(0);
            WorkflowStub run = start(stack, cluster, source, cluster.primaries().get(1), Fault.KILLED);
            cluster.ask(late, "CLUSTER", "REPLICATE", source.id());
            Await.until("it to be in sync", LIMIT, () -> cluster.ask(late, "INFO", "replication")
                    .contains("master_link_status:up"));
            int moved = Stack.progress(run).slotsMoved();
            Await.until("more slots to move", LIMIT, () -> Stack.progress(run).slotsMoved() > moved);

            source.process().kill();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.notes()).anyMatch(note -> note.contains("was failed over to " + late.address()));
            source.process().restart();
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean())
                    .as(keys.readBack(cluster).toString())
                    .isTrue();
        }
    }

    /** CLUSTER FAILOVER holds the old primary back in the same way until its replica has won: a slot that it took then would make it outrank that one. Empty slots, because nothing else waits for a target that is held back. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("anyServer")
    void a_target_that_is_held_back_takes_no_slots(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server).primaries(3).start()) {
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            int all = owned(cluster, source);
            int first = owned(cluster, target);
            WorkflowStub run = stack.start(
                    Stack.newId("failover"),
                    Requests.paced(
                            source.address(),
                            target.address(),
                            null,
                            (long) all - 1,
                            List.of(source.address()),
                            100_000,
                            FailoverIT.class));
            Await.until("some slots moved", LIMIT, () -> owned(cluster, target) > first + 50);

            cluster.ask(target, "CLIENT", "PAUSE", "" + HELD_BACK.toMillis(), "WRITE");
            int held = owned(cluster, target);
            assertThat(held).isLessThan(first + all - 1);
            long until = System.nanoTime() + HELD_BACK.toNanos() / 2;
            while (System.nanoTime() < until) {
                assertThat(owned(cluster, target)).isEqualTo(held);
            }
            assertThat(Stack.result(run).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(owned(cluster, target)).isEqualTo(first + all - 1);
        }
    }

    private static int owned(LocalCluster cluster, LabNode node) {
        return cluster.view(node).stream()
                .filter(line -> line.myself())
                .findFirst()
                .orElseThrow()
                .slots()
                .cardinality();
    }

    private static String everyNode(LocalCluster cluster) {
        StringBuilder text = new StringBuilder();
        for (LabNode node : cluster.nodes()) {
            text.append(node.address())
                    .append(" holds ")
                    .append(cluster.ask(node, "DBSIZE"))
                    .append('\n');
            text.append(cluster.ask(node, "CLUSTER", "NODES")).append('\n');
        }
        return text.toString();
    }

    private static void strike(LocalCluster cluster, LabNode node, Fault fault) {
        switch (fault) {
            case KILLED -> node.process().kill();
            case HUNG -> node.process().freeze();
            case BY_HAND -> failOver(cluster, cluster.replicasOf(node).get(0));
        }
    }

    /** While slots change hands a voter may know more of them than the replica that asks, and refuses: an operator asks again. */
    private static void failOver(LocalCluster cluster, LabNode heir) {
        Await.until("the replica to be promoted", LIMIT, () -> {
            if (!promoted(cluster, heir)) {
                cluster.ask(heir, "CLUSTER", "FAILOVER");
                Await.until("the vote", VOTE, () -> promoted(cluster, heir));
            }
            return true;
        });
    }

    private static boolean promoted(LocalCluster cluster, LabNode heir) {
        return cluster.view(heir).stream().anyMatch(line -> line.myself() && line.primary());
    }

    private static void revive(LabNode struck, Fault fault) {
        if (fault == Fault.HUNG) {
            // An old primary that still believes: it must not undo anything.
            struck.process().thaw();
        } else {
            struck.process().restart();
        }
    }

    private static Report finished(Stack stack, WorkflowStub run, LocalCluster cluster, LabNode struck, Fault fault)
            throws Exception {
        Report report = Stack.result(run);
        if (!struck.process().isAlive() || fault == Fault.HUNG) {
            revive(struck, fault);
        }
        try {
            cluster.awaitHealthy(LIMIT);
        } catch (LabException e) {
            throw new AssertionError(
                    e.getMessage() + " " + report.headline() + " " + report.notes() + "\n" + everyNode(cluster), e);
        }
        assertThat(report.state()).as(report.headline() + report.notes()).isEqualTo(RunState.SUCCEEDED);
        Await.until("no mark is left", LIMIT, () -> cluster.openMarks().isEmpty());
        return report;
    }

    private static WorkflowStub start(Stack stack, LocalCluster cluster, LabNode source, LabNode target, Fault fault)
            throws Exception {
        WorkflowStub run = stack.start(
                Stack.newId("failover"),
                Requests.paced(
                        cluster.primaries().get(2).address(),
                        target.address(),
                        null,
                        1_024L,
                        List.of(source.address()),
                        fault == Fault.BY_HAND ? 400 : 1_000,
                        FailoverIT.class));
        Await.until("some slots moved", LIMIT, () -> Stack.progress(run).slotsMoved() > 50);
        return run;
    }

    private static LocalCluster cluster(boolean valkey) {
        return LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .replicasPerPrimary(1)
                .nodeTimeoutMs(1_500)
                .start();
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(60_000, 5);
        keys.load(cluster);
        return keys;
    }
}
