package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.workflow.NativeMoved.Outcome;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a move by the servers themselves when its jobs do not do well. Verbs are AtomicIT's: the in-memory server does not survive a job that ends in the moment of its cancel. */
@Timeout(120)
class AtomicSimulationTest {

    private static Simulation simulation;

    @BeforeAll
    static void start() {
        simulation = new Simulation();
    }

    @AfterAll
    static void stop() {
        simulation.close();
    }

    @Test
    void jobsThatDoWellOpenNothing() {
        Scenes given = Scenes.of(8, 2);
        Jobs jobs = new Jobs(given);

        io.slotferry.workflow.Outcome outcome = run(given);

        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.report().slotsMoved()).isEqualTo(8);
        assertThat(outcome.report().keysMoved()).isEqualTo(8);
        assertThat(jobs.begun.get()).isGreaterThanOrEqualTo(2);
        assertThat(jobs.drains.get()).isZero();
        assertThat(outcome.report().notes()).noneMatch(note -> note.contains("key by key"));
    }

    @Test
    void aJobThatFailsTwiceIsTriedAThirdTime() {
        Scenes given = Scenes.of(8, 2);
        Jobs jobs = new Jobs(given).answering(Outcome.FAILED, Outcome.FAILED);

        assertThat(run(given).report().slotsMoved()).isEqualTo(8);
        assertThat(jobs.drains.get()).isZero();
    }

    @Test
    void aLaneWhoseJobsFailAgainAndAgainGoesOnKeyByKeyAndSaysSo() {
        Scenes given = Scenes.of(8, 2);
        Jobs jobs = new Jobs(given).answering(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED);

        io.slotferry.workflow.Outcome outcome = run(given);

        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.report().slotsMoved()).isEqualTo(8);
        assertThat(jobs.begun.get()).isEqualTo(Limits.NATIVE_FAILURES_MAX);
        assertThat(jobs.drains.get()).isPositive();
        assertThat(outcome.report().notes()).anyMatch(note -> note.contains("key by key") && note.contains("scripted"));
    }

    @Test
    void whatIsRefusedForGoodIsNotTriedAgain() {
        Scenes given = Scenes.of(8, 2);
        Jobs jobs = new Jobs(given).answering(Outcome.REFUSED);

        assertThat(run(given).report().slotsMoved()).isEqualTo(8);
        assertThat(jobs.begun.get()).isEqualTo(1);
        assertThat(jobs.drains.get()).isPositive();
    }

    @Test
    void waitingCostsNoTry() {
        Scenes given = Scenes.of(8, 2);
        Jobs jobs = new Jobs(given)
                .answering(Outcome.WAITS, Outcome.FAILED, Outcome.WAITS, Outcome.WAITS, Outcome.WAITS, Outcome.FAILED);

        assertThat(run(given).report().slotsMoved()).isEqualTo(8);
        assertThat(jobs.drains.get()).isZero();
    }

    @Test
    void aRateOfKeysIsRefusedAsInTheRequest() {
        Scenes given = Scenes.of(8, 2);
        List<String> answers = new CopyOnWriteArrayList<>();
        given.before(port -> new PortBefore(port, () -> {}) {
            @Override
            public NativeMoved moveNatively(Wave wave) {
                if (answers.isEmpty()) {
                    answers.add(tuned(given, 500));
                    answers.add(tuned(given, 0));
                }
                return super.moveNatively(wave);
            }
        });

        run(given);

        assertThat(answers)
                .containsExactly(
                        "\"keysPerSecond\" goes with engine keywise: an atomic move goes as fast as the servers do",
                        "");
    }

    /** Why it was refused; empty if it was not. */
    private static String tuned(Scenes given, long keysPerSecond) {
        try {
            simulation
                    .environment()
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(given.name)
                    .update(
                            "tune",
                            PaceLimits.class,
                            new PaceLimits(null, null, null, null, keysPerSecond, null, List.of()));
            return "";
        } catch (WorkflowUpdateException e) {
            return ((ApplicationFailure) e.getCause()).getOriginalMessage();
        }
    }

    private static io.slotferry.workflow.Outcome run(Scenes given) {
        Simulation.Scene scene = given.scene(Requests.atomic(given.name, given.all()));
        io.slotferry.workflow.Outcome outcome = simulation.run(scene);
        Verdict.check(scene, outcome);
        return outcome;
    }

    /** The port of jobs, with a script of what comes of the first ones; counts what is drained key by key beside them. */
    private static final class Jobs {

        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger drains = new AtomicInteger();
        private final Queue<Outcome> script = new ArrayDeque<>();

        Jobs(Scenes given) {
            SlotActivities real = given.port;
            given.before(port -> new PortBefore(port, request -> drains.incrementAndGet()) {
                @Override
                public NativeMoved moveNatively(Wave wave) {
                    begun.incrementAndGet();
                    Outcome scripted = script.poll();
                    return scripted == null
                            ? real.moveNatively(wave)
                            : new NativeMoved(SlotSet.EMPTY, scripted, "scripted");
                }
            });
        }

        Jobs answering(Outcome... outcomes) {
            script.addAll(List.of(outcomes));
            return this;
        }
    }
}
