package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.PaceLimits;
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
            assertThat(stack.handle(run).tune(pace(0))).isNotNull();
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
            WorkflowStub rolledBack = slowRun(stack, cluster);

            stack.handle(rolledBack).rollback(null);

            assertThat(Stack.result(rolledBack).state()).isEqualTo(RunState.ROLLED_BACK);
            LabNode target = cluster.emptyPrimaries().get(0);
            assertThat(cluster.ask(target, "CLUSTER", "NODES").lines().filter(line -> line.contains("myself")))
                    .singleElement()
                    .asString()
                    .endsWith("connected");

            WorkflowStub early = slowRun(stack, cluster);
            stack.handle(early).finishEarly(null);

            Report report = Stack.result(early);
            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.slotsMoved()).isBetween(1, 1_023);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
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

    /** A run of 1024 slots that has moved some and would take long to move all. */
    private static WorkflowStub slowRun(Stack stack, LocalCluster cluster) {
        ReshardRequest request = new ReshardRequest(
                cluster.seed(),
                cluster.emptyPrimaries().get(0).address(),
                null,
                1_024L,
                null,
                null,
                null,
                null,
                null,
                null,
                pace(60),
                null,
                "VerbsIT",
                null,
                List.of());
        WorkflowStub run = stack.start(Stack.newId("verbs"), request);
        Await.until("some slots moved", LIMIT, () -> {
            Progress progress = Stack.progress(run);
            return progress.slotsMoved() > 0 && progress.state() == RunState.RUNNING;
        });
        return run;
    }

    private static RunState state(WorkflowStub run) {
        return Stack.progress(run).state();
    }

    private static PaceLimits pace(long keysPerSecond) {
        return new PaceLimits(null, null, null, null, keysPerSecond, null, List.of());
    }

    private static Keyspace loaded(LocalCluster cluster) {
        Keyspace keys = Keyspace.of(16_000, 3);
        keys.load(cluster);
        return keys;
    }
}
