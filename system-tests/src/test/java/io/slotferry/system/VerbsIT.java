package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator can do to a run: each verb has its own meaning, and none leaves a slot open. */
class VerbsIT {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void pause_closes_every_slot_and_resume_goes_on(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            Keyspace keys = loaded(cluster);
            WorkflowStub run = slowRun(stack, cluster);

            run.signal("pause");

            Await.until("no slot is open", SOON, () -> cluster.openMarks().isEmpty() && state(run) == RunState.PAUSED);
            int moved = Stack.progress(run).slotsMoved();
            assertThat(moved).isBetween(1, 1_023);
            assertThat(stack.handle(run).tune(Requests.pace(0))).isNotNull();
            assertThat(Stack.progress(run).slotsMoved()).isEqualTo(moved);

            assertThat(stack.handle(run).resume(null)).contains("running again");

            assertThat(Stack.result(run).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void cancel_keeps_what_moved_and_closes_canceled_with_a_report(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            Keyspace keys = loaded(cluster);
            WorkflowStub run = slowRun(stack, cluster);

            run.cancel();

            Await.until("no slot is open", SOON, () -> cluster.openMarks().isEmpty());
            assertThatThrownBy(() -> Stack.result(run))
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasCauseInstanceOf(CanceledFailure.class);
            Report report = Stack.memo(run);
            assertThat(report.state()).isEqualTo(RunState.CANCELLED);
            assertThat(report.slotsMoved()).isBetween(1, 1_023);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void rollback_brings_the_map_back_and_finish_early_keeps_it(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            Keyspace keys = loaded(cluster);
            List<String> before = owners(cluster);
            WorkflowStub rolledBack = run(stack, cluster, 2_048L, 400);
            Await.until(
                    "half of it moved", LIMIT, () -> Stack.progress(rolledBack).slotsMoved() >= 1_024);

            stack.handle(rolledBack).rollback(null);

            assertThat(Stack.result(rolledBack).state()).isEqualTo(RunState.ROLLED_BACK);
            Await.until("every node to name the first owners", LIMIT, () -> owners(cluster)
                    .equals(before));

            WorkflowStub early = slowRun(stack, cluster);
            stack.handle(early).finishEarly(null);

            Await.until("no slot is open", SOON, () -> cluster.openMarks().isEmpty());
            Report report = Stack.result(early);
            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.slotsMoved()).isBetween(1, 1_023);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** With its last slot a node becomes a replica, to which nothing can be given back: each keeps one until all else is moved. */
    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void rollback_gives_back_to_a_node_that_had_given_all_but_one(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(Stack.server(valkey))
                .primaries(2)
                .emptyPrimaries(2)
                .start()) {
            LabNode small = cluster.emptyPrimaries().get(0);
            LabNode target = cluster.emptyPrimaries().get(1);
            assertThat(stack.run(Requests.paced(cluster.seed(), small.address(), "0-9", null, null, 0, VerbsIT.class))
                            .state())
                    .isEqualTo(RunState.SUCCEEDED);
            Keyspace keys = loaded(cluster);
            List<String> before = owners(cluster);
            WorkflowStub run = stack.start(
                    Stack.newId("verbs"),
                    Requests.paced(cluster.seed(), target.address(), "0-1999", null, null, 200, VerbsIT.class));
            Await.until("one slot to be left", LIMIT, () -> slots(cluster, small) == 1);

            stack.handle(run).rollback(null);

            Report report = Stack.result(run);
            assertThat(report.state()).isEqualTo(RunState.ROLLED_BACK);
            assertThat(report.slotsMoved()).as("slots with a new owner").isZero();
            Await.until("every node to name the first owners", LIMIT, () -> owners(cluster)
                    .equals(before));
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** Both wait for a worker, which handles the update before the run has begun. */
    @Test
    void a_tune_that_comes_before_the_run_begins_is_not_forgotten() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(false))) {
            Keyspace.of(24_000, 3).load(cluster);
            stack.worker().kill();
            WorkflowStub run = stack.start(
                    Stack.newId("early"),
                    Requests.paced(
                            cluster.seed(),
                            cluster.emptyPrimaries().get(0).address(),
                            null,
                            1_024L,
                            null,
                            1,
                            VerbsIT.class));
            CompletableFuture<?> tuned =
                    CompletableFuture.supplyAsync(() -> stack.handle(run).tune(Requests.pace(0)));

            stack.newWorker();

            // At one key a second it would take 25 minutes.
            assertThat(Stack.result(run).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(tuned).succeedsWithin(LIMIT);
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void verbs_that_do_not_fit_get_one_sentence(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            loaded(cluster);
            WorkflowStub run = slowRun(stack, cluster);

            assertThatThrownBy(() -> stack.handle(run).resume(null))
                    .cause()
                    .isInstanceOf(ApplicationFailure.class)
                    .hasMessageContaining("this run is not paused; there is nothing to resume");
            assertThatThrownBy(() -> stack.handle(run).approve(null))
                    .cause()
                    .hasMessageContaining("does not wait for approval");

            run.cancel();
            assertThatThrownBy(() -> Stack.result(run)).isInstanceOf(WorkflowFailedException.class);
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_dead_target_is_named_at_once_and_a_cancel_does_not_wait_for_ever(boolean valkey) throws Exception {
        assumeTrue(
                System.getProperty("verbs", "").equals("all"),
                "a cancel waits minutes for a dead node: -Dverbs=all, in a run of its own");
        Stack stack = Stack.withWorker();
        // It comes back with what it had acknowledged.
        try (LocalCluster cluster = LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .emptyPrimaries(1)
                .config("appendonly", "yes")
                .config("appendfsync", "always")
                .start()) {
            Keyspace keys = loaded(cluster);
            WorkflowStub run = slowRun(stack, cluster);
            LabNode target = cluster.emptyPrimaries().get(0);
            target.process().kill();

            run.signal("pause");

            Await.until("PAUSING with the reason", SOON.multipliedBy(2), () -> {
                Progress progress = Stack.progress(run);
                return progress.state() == RunState.PAUSING
                        && (progress.waitingFor() + progress.lastProblem()).contains(target.address());
            });
            System.out.println("verbs: " + Stack.progress(run));
            long askedAt = System.nanoTime();
            run.cancel();
            assertThatThrownBy(() -> run.getResult(6, TimeUnit.MINUTES, Report.class))
                    .hasCauseInstanceOf(CanceledFailure.class);
            Duration took = Duration.ofNanos(System.nanoTime() - askedAt);
            assertThat(took).isLessThan(Duration.ofMinutes(5));
            Report report = Stack.memo(run);
            System.out.println("verbs: cancelled in " + took.toSeconds() + " s: " + report.parked());
            assertThat(report.parked()).isNotEmpty();

            target.process().restart();
            // Not healthy: slots are open. But nobody takes it for dead any more.
            Await.until("the nodes to see it", LIMIT, () -> cluster.nodes().stream()
                    .flatMap(node -> cluster.view(node).stream())
                    .noneMatch(line ->
                            line.flags().contains("fail") || line.flags().contains("fail?")));
            WorkflowStub next = stack.start(run.getExecution().getWorkflowId(), request(cluster, 1_024L, 0));

            assertThat(Stack.result(next).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** A run of 1024 slots that has moved some and would take long to move all. */
    private static WorkflowStub slowRun(Stack stack, LocalCluster cluster) {
        return run(stack, cluster, 1_024L, 60);
    }

    private static WorkflowStub run(Stack stack, LocalCluster cluster, long slots, long keysPerSecond) {
        WorkflowStub run = stack.start(Stack.newId("verbs"), request(cluster, slots, keysPerSecond));
        Await.until("some slots moved", LIMIT, () -> {
            Progress progress = Stack.progress(run);
            return progress.slotsMoved() > 0 && progress.state() == RunState.RUNNING;
        });
        return run;
    }

    private static ReshardRequest request(LocalCluster cluster, long slots, long keysPerSecond) {
        return Requests.paced(
                cluster.seed(),
                cluster.emptyPrimaries().get(0).address(),
                null,
                slots,
                null,
                keysPerSecond,
                VerbsIT.class);
    }

    /** Who owns what, in the words of every node. */
    private static List<String> owners(LocalCluster cluster) {
        return cluster.nodes().stream()
                .map(node -> cluster.view(node).stream()
                        .map(line -> line.id() + " " + line.slots())
                        .sorted()
                        .collect(Collectors.joining(", ", node.address() + ": ", "")))
                .toList();
    }

    private static int slots(LocalCluster cluster, LabNode node) {
        return cluster.view(node).stream()
                .filter(line -> line.id().equals(node.id()))
                .mapToInt(line -> line.slots().cardinality())
                .sum();
    }

    private static RunState state(WorkflowStub run) {
        return Stack.progress(run).state();
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(16_000, 3);
        keys.load(cluster);
        return keys;
    }
}
