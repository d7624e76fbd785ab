package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.Progress;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.temporal.activity.Activity;
import io.temporal.client.WorkflowStub;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs whose history gets so long that they continue as new. */
@Timeout(300)
class ReshardLongRunSimulationTest {

    private static Simulation simulation;

    @BeforeAll
    static void start() {
        simulation = new Simulation();
    }

    @AfterAll
    static void stop() {
        simulation.close();
    }

    /** More than one wave has. */
    private static final int EVENTS_OF_A_WAVE = 30;

    @Test
    void aRunOfVeryManyWavesContinuesAsNewPausedAndStillCountsRight() {
        Scenes given = Scenes.of(900, 1);
        AtomicBoolean due = new AtomicBoolean(true);
        AtomicBoolean near = new AtomicBoolean();
        given.before(port -> new PortBefore(port, () -> {
            given.look.seedsAreDead = true;
            if (!near.get()) {
                near.set(historyLength(given) > Limits.HISTORY_EVENTS_MAX - EVENTS_OF_A_WAVE);
            }
            if (near.get() && due.getAndSet(false)) {
                latest(given).signal("pause", "the history is long");
            }
        }));
        WorkflowStub run = simulation.start(given.scene(oneByOne(given)));
        String firstRun = run.describe().getExecution().getRunId();

        simulation.await(run, RunState.PAUSED);
        for (int pauses = 1; pauses < 100 && !simulation.hasSuccessor(latest(given), firstRun); pauses++) {
            // Paused a little before the limit: a few events further on it meets the limit with a pause under way.
            due.set(true);
            run.signal("resume", "");
            simulation.awaitTrue("the next pause", () -> !due.get());
            simulation.await(run, RunState.PAUSED);
        }
        Progress paused = simulation.await(run, RunState.PAUSED);
        long movedWhenPaused = paused.slotsMoved();
        int openWhilePaused = given.cluster.open().count();
        run.signal("resume", "");
        Outcome outcome = simulation.outcome(run);

        Simulation.Scene scene = given.scene(oneByOne(given));
        Verdict.check(scene, outcome);
        assertThat(openWhilePaused).isZero();
        assertThat(movedWhenPaused).isBetween(100L, 899L);
        assertThat(paused.lanes()).extracting(LaneProgress::keysMoved).containsExactly(paused.keysMoved());
        assertThat((double) paused.keysPerSecond()).isLessThan(1 + 1.5 * paused.keysMoved() / paused.elapsedSeconds());
        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.report().slotsMoved()).isEqualTo(900);
        assertThat(outcome.report().keysMoved()).isEqualTo(450);
    }

    @Test
    void finishEarlyIsNotForgottenWhereTheRunWouldContinueAsNew() {
        Scenes given = Scenes.of(900, 1);
        onceHistoryIsLong(given, () -> latest(given).update("finishEarly", String.class, "enough"));
        WorkflowStub run = simulation.start(given.scene(oneByOne(given)));

        Outcome outcome = simulation.outcome(run);

        assertThat(outcome.report().state()).isEqualTo(RunState.PARTIAL);
        assertThat(outcome.report().slotsMoved()).isLessThan(900);
        assertThat(given.cluster.open().isEmpty()).isTrue();
    }

    @Test
    void aClusterThatSomebodyElseTookWhileTheRunContinuedAsNewEndsItWithWhatItHasMoved() {
        Scenes given = Scenes.of(900, 1);
        onceHistoryIsLong(given, EVENTS_OF_A_WAVE, () -> given.look.holder = "this cluster is held by run night-shift");
        WorkflowStub run = simulation.start(given.scene(oneByOne(given)));

        Outcome outcome = simulation.outcome(run);

        assertThat(outcome.report().state()).isEqualTo(RunState.PARTIAL);
        assertThat(outcome.report().slotsMoved()).isBetween(100, 899);
        assertThat(outcome.report().inverse()).isNotEmpty();
        assertThat(given.cluster.open().isEmpty()).isTrue();
    }

    /** In a drain that starts just before the limit and ends after it: its slot is open, so the run cannot have continued as new yet, and the lane notices the length before it opens another slot. */
    private static void onceHistoryIsLong(Scenes given, Runnable then) {
        onceHistoryIsLong(given, EVENTS_OF_A_WAVE, () -> {
            while (historyLength(given) <= Limits.HISTORY_EVENTS_MAX) {
                latest(given).signal("resume", "");
            }
            then.run();
        });
    }

    /** So many events before: a lane may notice the length before another drain comes. */
    private static void onceHistoryIsLong(Scenes given, int before, Runnable then) {
        AtomicBoolean sent = new AtomicBoolean();
        given.before(port -> new PortBefore(port, () -> {
            // While a local activity runs, the workflow task lasts and the history does not grow.
            boolean inHistory = !Activity.getExecutionContext().getInfo().isLocal();
            if (inHistory
                    && !sent.get()
                    && historyLength(given) > Limits.HISTORY_EVENTS_MAX - before
                    && !sent.getAndSet(true)) {
                then.run();
            }
        }));
    }

    private static long historyLength(Scenes given) {
        return latest(given).describe().getHistoryLength();
    }

    private static WorkflowStub latest(Scenes given) {
        return simulation.environment().getWorkflowClient().newUntypedWorkflowStub(given.name);
    }

    private static ReshardRequest oneByOne(Scenes given) {
        return Requests.moves(given.name, given.all(), false, Requests.oneByOne(), null);
    }
}
