package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Progress;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.VersionCheck;
import io.slotferry.workflow.Operator.Verb;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single stories of a run, each with what makes it special and nothing else. */
@Timeout(120)
class ReshardCasesSimulationTest {

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
    void aRunWithoutTroubleMovesEverythingAndCountsRight() {
        Scenes given = Scenes.of(20, 3);

        Simulation.Scene scene = given.scene(moveAll(given));
        Outcome outcome = simulation.run(scene);

        Verdict.check(scene, outcome);
        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.report().slotsMoved()).isEqualTo(20);
        assertThat(outcome.report().keysMoved()).isEqualTo(30);
        assertThat(outcome.report().parked()).isEmpty();
    }

    @Test
    void whatAFinalisationNoticesIsInTheReport() {
        Scenes given = Scenes.of(20, 3);
        Finding lost = Finding.of("keys-lost", Finding.Severity.ERROR, SlotSet.of(5), List.of(), "gone", "restore");
        given.troubles.noticed = List.of(lost);

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.report().findings()).containsOnlyOnce(lost);
    }

    /** Two waves are open at a time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 8})
    void aLaneHasNoMoreSlotsOpenThanItMay(long most) {
        Scenes given = Scenes.of(60, 3);
        CopyOnWriteArrayList<Integer> open = new CopyOnWriteArrayList<>();
        given.before(port -> new PortBefore(
                port,
                () -> open.add(given.cluster.nodes.get(given.source).migrating.size())));
        PaceLimits pace = new PaceLimits(null, null, most, null, null, null, List.of());

        Outcome outcome = simulation.run(given.scene(Requests.moves(given.name, given.all(), false, pace, null)));

        assertThat(outcome.report().slotsMoved()).isEqualTo(60);
        assertThat(open).isNotEmpty().allMatch(slots -> slots <= most);
    }

    @Test
    void aRunThatMovedAllWaitsForNodesThatItCanAsk() {
        Scenes given = Scenes.of(20, 3);
        given.look.nobodyAnswers = 4;

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(given.look.nobodyAnswers).isZero();
    }

    @Test
    void aRunThatMovedAllAndCanAskNobodySaysSo() {
        Scenes given = Scenes.of(20, 3);
        given.look.nobodyAnswers = Integer.MAX_VALUE;

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.failureType()).isEqualTo(FailureTypes.GAVE_UP);
        assertThat(outcome.sentence()).contains("what was moved is moved").contains("wants a password");
        assertThat(outcome.report().slotsMoved()).isEqualTo(20);
    }

    @Test
    void aDryRunChangesNothingAndTakesNoLock() {
        Scenes given = Scenes.of(8, 2);
        given.look.holder = "another run holds this cluster";

        Outcome outcome =
                simulation.run(given.scene(Requests.dryRun(given.name, given.target, given.slots.toString())));

        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.report().plan()).hasSize(1);
        assertThat(outcome.report().slotsMoved()).isZero();
        assertThat(given.cluster.commands()).isZero();
    }

    @Test
    void nothingIsOpenedBeforeTheApproval() {
        Scenes given = Scenes.of(4, 1);
        WorkflowStub run = simulation.start(given.scene(approved(given)));

        simulation.await(run, RunState.AWAITING_APPROVAL);
        int commandsBefore = given.cluster.commands();
        run.update("approve", String.class, "go");
        Outcome outcome = simulation.outcome(run);

        assertThat(commandsBefore).isZero();
        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void anApprovalThatNeverComesEndsTheRunAfterAWeek() {
        Scenes given = Scenes.of(4, 1);
        WorkflowStub run = simulation.start(given.scene(approved(given)));
        simulation.await(run, RunState.AWAITING_APPROVAL);

        simulation.environment().sleep(Duration.ofDays(8));
        Outcome outcome = simulation.outcome(run);

        assertThat(outcome.close()).isEqualTo("Failed");
        assertThat(outcome.failureType()).isEqualTo(FailureTypes.GAVE_UP);
        assertThat(given.cluster.commands()).isZero();
    }

    @Test
    void aRefusalOfThePreCheckEndsFailedWithItsSentenceAndLeavesAReport() {
        Scenes given = Scenes.of(4, 1);
        given.look.refusal = List.of(FailureTypes.PRECHECK_FAILED, "slot 7 is open between two nodes");

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.close()).isEqualTo("Failed");
        assertThat(outcome.failureType()).isEqualTo(FailureTypes.PRECHECK_FAILED);
        assertThat(outcome.sentence()).isEqualTo("slot 7 is open between two nodes");
        assertThat(outcome.report().state()).isEqualTo(RunState.FAILED);
        assertThat(outcome.report().headline()).isEqualTo("slot 7 is open between two nodes");
    }

    @Test
    void slotsHeldForADeadNodeDoNotHoldUpTheOthersAndGoOnOnceItIsBack() {
        Scenes given = Scenes.of(40, 3);
        given.troubles.held.addAll(List.of(0, 1, 2));
        WorkflowStub run = simulation.start(given.scene(moveAll(given)));
        simulation.await(run, RunState.STALLED);
        simulation.environment().sleep(Duration.ofMinutes(2));
        Progress waiting = run.query("progress", Progress.class);

        given.troubles.mend();
        Outcome outcome = simulation.outcome(run);

        assertThat(waiting.slotsMoved()).isEqualTo(37);
        assertThat(waiting.waitingFor()).contains("is awaited");
        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(given.cluster.open().isEmpty()).isTrue();
    }

    @Test
    void slotsHeldForADeadNodeThatStaysAwayAreLeftOpenAndNamed() {
        Scenes given = Scenes.of(10, 3);
        given.troubles.held.add(4);

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.report().state()).isEqualTo(RunState.PARTIAL);
        assertThat(outcome.report().slotsMoved()).isEqualTo(9);
        assertThat(outcome.report().parked()).singleElement().satisfies(parked -> {
            assertThat(parked.slots()).isEqualTo(SlotSet.of(4));
            assertThat(parked.reason()).startsWith("still open: ").contains("is awaited");
        });
    }

    @Test
    void slotsFoundOpenAreFinishedFirstAndAccountedFor() {
        Scenes given = Scenes.of(10, 4);
        given.cluster.leaveOpen(2, 1);
        given.cluster.leaveOpen(4, 1);
        given.attend();

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.report().slotsMoved()).isEqualTo(10);
        assertThat(given.cluster.open().isEmpty()).isTrue();
        assertThat(given.cluster.map().values()).containsOnly(given.target);
    }

    @Test
    void aSlotFoundOpenInTheOtherDirectionIsFinishedAndThenMovedOn() {
        Scenes given = Scenes.of(4, 4);
        given.cluster.leaveOpen(2, 1);
        given.attend();
        ReshardRequest request =
                Requests.moves(given.name, List.of(new MoveRequest("2", null, given.source)), false, null, null);

        Outcome outcome = simulation.run(given.scene(request));

        assertThat(outcome.report().state()).as("%s", outcome).isEqualTo(RunState.SUCCEEDED);
        assertThat(given.cluster.open().isEmpty()).isTrue();
        assertThat(given.cluster.map().values()).containsOnly(given.source);
        assertThat(outcome.report().inverse()).isEmpty();
    }

    @Test
    void aCancelFinishesEvenTheSlotsThatWereOpenBefore() {
        Scenes given = Scenes.of(12, 4);
        for (int slot = 0; slot < 12; slot += 2) {
            given.cluster.leaveOpen(slot, 1);
        }
        given.attend();
        given.operator.at(1, Verb.CANCEL);

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.close()).isEqualTo("Canceled");
        assertThat(given.cluster.open().isEmpty()).isTrue();
        assertThat(outcome.report().slotsMoved()).isEqualTo(6);
    }

    @Test
    void aRunThatFindsAHolderIsRefusedNamingIt() {
        Scenes given = Scenes.of(4, 1);
        given.look.holder = "workflow night-shift holds this cluster";

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.failureType()).isEqualTo(FailureTypes.LOCK_HELD);
        assertThat(outcome.sentence()).contains("night-shift");
        assertThat(given.cluster.commands()).isZero();
    }

    @Test
    void twoRunsOfOneClusterExcludeEachOtherUntilTheFirstIsTerminated() {
        Scenes given = Scenes.of(4, 1);
        WorkflowStub first = simulation.start(given.scene(approved(given)));
        simulation.await(first, RunState.AWAITING_APPROVAL);

        Outcome second = simulation.run(given.scene(given.name + "b", again(given, "b")));
        first.terminate("make room");
        // What parent-close policy TERMINATE does on a real server; the in-memory one leaves the child.
        simulation.terminateLock(given.cluster);
        Outcome third = simulation.run(given.scene(given.name + "c", again(given, "c")));

        assertThat(second.failureType()).isEqualTo(FailureTypes.LOCK_HELD);
        assertThat(third.report().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aBigKeyWithPolicyAskWaitsForTheOperatorAndIsMovedWhenTriedAgain() {
        Scenes given = Scenes.of(6, 2);
        given.troubles.big.add(2);
        WorkflowStub run = simulation.start(
                given.scene(Requests.moves(given.name, given.all(), false, null, new BigKeys("ask", null))));

        Progress waiting = simulation.await(run, RunState.NEEDS_OPERATOR);
        given.troubles.mend();
        run.update("retryParked", String.class, "split it");
        Outcome outcome = simulation.outcome(run);

        assertThat(waiting.slotsParked()).isEqualTo(1);
        assertThat(waiting.slotsMoved()).isEqualTo(5);
        assertThat(waiting.waitingFor()).contains("1 parked slot", "retryParked", "since ", "until ");
        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aSlotTheServerRefusesIsClosedAgainAndEndsPartial() {
        Scenes given = Scenes.of(6, 2);
        given.troubles.refused.add(3);
        given.cluster.slot(3, 0, 2);

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.report().state()).isEqualTo(RunState.PARTIAL);
        assertThat(outcome.parked()).isEqualTo(SlotSet.of(3));
        assertThat(given.cluster.open().isEmpty()).isTrue();
    }

    @Test
    void whatTheFirstSlotIsRefusedIsNotTriedWithEveryOther() {
        Scenes given = Scenes.of(12, 2);
        given.troubles.refused.addAll(List.of(0, 1, 2, 4, 6, 8, 10));
        given.troubles.refusesAll = true;
        List<DrainRequest> drains = new CopyOnWriteArrayList<>();
        given.before(port -> new PortBefore(port, drains::add));

        Outcome outcome = simulation.run(given.scene(moveAll(given)));

        assertThat(outcome.report().state()).isEqualTo(RunState.PARTIAL);
        assertThat(outcome.parked()).isEqualTo(given.slots);
        assertThat(drains).extracting(drain -> drain.wave().slots()).containsExactly(SlotSet.of(0));
    }

    @Test
    void whatAnAdoptionKeptOnBothSidesIsNotReplacedWhenTriedAgain() {
        Scenes given = Scenes.of(6, 2);
        given.cluster.leaveOpen(2, 1);
        given.attend();
        given.troubles.conflicts.add(2);
        given.troubles.big.add(4);
        List<DrainRequest> drains = new CopyOnWriteArrayList<>();
        given.before(port -> new PortBefore(port, drains::add));
        WorkflowStub run = simulation.start(
                given.scene(Requests.moves(given.name, given.all(), false, null, new BigKeys("ask", null))));
        simulation.await(run, RunState.NEEDS_OPERATOR);

        run.update("retryParked", String.class, "");
        simulation.await(run, RunState.NEEDS_OPERATOR);
        run.update("finishEarly", String.class, "");
        simulation.outcome(run);

        assertThat(drains)
                .filteredOn(drain -> drain.wave().slots().contains(2))
                .hasSizeGreaterThan(1)
                .allSatisfy(drain -> assertThat(drain.sourceRunId()).isEmpty());
        assertThat(drains)
                .filteredOn(drain -> !drain.wave().slots().contains(2))
                .allSatisfy(drain -> assertThat(drain.sourceRunId()).isNotEmpty());
    }

    @Test
    void anUpgradeIsNotRolledBack() {
        Scenes given = Scenes.of(4, 1);
        given.look.findings = List.of(Finding.of(
                VersionCheck.ONE_WAY,
                Finding.Severity.WARNING,
                SlotSet.EMPTY,
                List.of(),
                "10.0.0.1:6379 runs Redis 8.0.6, which 10.0.0.0:6379 cannot read",
                "nothing"));
        WorkflowStub run = simulation.start(given.scene(approved(given)));
        simulation.await(run, RunState.AWAITING_APPROVAL);

        assertThatThrownBy(() -> run.update("rollback", String.class, ""))
                .isInstanceOf(WorkflowUpdateException.class)
                .rootCause()
                .hasMessageContaining("this run cannot be rolled back: 10.0.0.1:6379 runs Redis 8.0.6");
        run.update("approve", String.class, "");
        assertThat(simulation.outcome(run).report().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aConflictKeepsBothMarksAndNeverBlocksTheRest() {
        Scenes given = Scenes.of(6, 2);
        given.troubles.conflicts.add(2);

        Simulation.Scene scene = given.scene(moveAll(given));
        Outcome outcome = simulation.run(scene);

        Verdict.check(scene, outcome);
        assertThat(outcome.report().state()).isEqualTo(RunState.PARTIAL);
        assertThat(given.cluster.open()).isEqualTo(SlotSet.of(2));
        assertThat(outcome.report().slotsMoved()).isEqualTo(5);
    }

    @Test
    void aCancelWithADeadTargetEndsWithinFiveMinutesListingWhatIsOpen() {
        Scenes given = Scenes.of(6, 2);
        given.before(port -> new PortBefore(port, () -> given.cluster.kill(given.target, Integer.MAX_VALUE)));
        WorkflowStub run = simulation.start(given.scene(moveAll(given)));
        simulation.await(run, RunState.STALLED);

        long cancelledAt = simulation.now();
        run.cancel("stop");
        simulation.await(run, RunState.CANCELLED);
        long endedAt = simulation.now();
        Outcome outcome = simulation.outcome(run);

        assertThat(Duration.ofMillis(endedAt - cancelledAt)).isBetween(Duration.ofMinutes(4), Duration.ofSeconds(330));
        assertThat(outcome.close()).isEqualTo("Canceled");
        assertThat(outcome.report().state()).isEqualTo(RunState.CANCELLED);
        assertThat(given.cluster.open().isEmpty()).isFalse();
        assertThat(Outcome.listedOpen(outcome.report())).isEqualTo(given.cluster.open());
    }

    @Test
    void aSourceThatCannotBeCountedForTenMinutesStallsTheRunAndNoMore() {
        Scenes given = Scenes.of(6, 2);
        given.cluster.kill(given.source, 130);

        Simulation.Scene scene = given.scene(moveAll(given));
        long startedAt = simulation.now();
        Outcome outcome = simulation.run(scene);

        Verdict.check(scene, outcome);
        assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Duration.ofMillis(simulation.now() - startedAt)).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void aRollbackThatComesWhileTheNodesAreAskedIsCarriedOut() {
        Scenes given = Scenes.of(4, 0);
        // With empty slots there are two regular calls: one weighing, and the look that verifies.
        given.operator.at(2, Verb.ROLLBACK);
        TreeMap<Integer, String> before = given.cluster.map();

        Simulation.Scene scene = given.scene(moveAll(given));
        Outcome outcome = simulation.run(scene);

        Verdict.check(scene, outcome);
        assertThat(given.operator.rollback).isTrue();
        assertThat(outcome.report().state()).isEqualTo(RunState.ROLLED_BACK);
        assertThat(given.cluster.map()).isEqualTo(before);
    }

    @Test
    void aRollbackKeepsToThePaceAndCanBeTuned() {
        Scenes given = Scenes.of(40, 1);
        List<DrainRequest> back = new CopyOnWriteArrayList<>();
        List<Progress> seen = new CopyOnWriteArrayList<>();
        given.before(port -> new PortBefore(port, drain -> {
            if (drain.wave().to().equals(given.source) && back.isEmpty()) {
                simulation
                        .environment()
                        .getWorkflowClient()
                        .newUntypedWorkflowStub(given.name)
                        .update("tune", PaceLimits.class, paced(500));
            }
            if (drain.wave().to().equals(given.source)) {
                back.add(drain);
                seen.add(simulation
                        .environment()
                        .getWorkflowClient()
                        .newUntypedWorkflowStub(given.name)
                        .query("progress", Progress.class));
            }
        }));
        given.operator.onlyDuringDrains().at(8, Verb.ROLLBACK);

        Outcome outcome =
                simulation.run(given.scene(Requests.moves(given.name, given.all(), false, paced(1_000), null)));

        assertThat(outcome.report().state()).isEqualTo(RunState.ROLLED_BACK);
        assertThat(back)
                .extracting(DrainRequest::keysPerSecond)
                .startsWith(1_000L)
                .endsWith(500L);
        assertThat(back).allSatisfy(drain -> assertThat(drain.keysPerSecond()).isIn(1_000L, 500L));
        assertThat(seen).last().extracting(Progress::etaSeconds).isNotEqualTo(-1L);
    }

    @Test
    void aLockTakenByAnotherRunDuringARollbackStopsTheRollback() {
        Scenes given = Scenes.of(40, 1);
        given.operator.at(20, Verb.ROLLBACK).at(26, Verb.STEAL_LOCK);
        Simulation.Scene scene = given.scene(oneByOne(given));

        Outcome outcome = simulation.run(scene);

        assertThat(outcome.report().state())
                .as("%s %s", outcome, given.cluster.log())
                .isEqualTo(RunState.PARTIAL);
        assertThat(given.cluster.open().isEmpty()).isTrue();
        assertThat(given.cluster.map().values()).contains(given.source, given.target);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLockThatEndsInTheMomentOfItsReleaseKeepsNoRunFromEnding(boolean documented) {
        EndsLockFirst moment = new EndsLockFirst(documented);
        try (Simulation own = new Simulation(moment)) {
            Scenes given = Scenes.of(4, 1);
            moment.with(() -> own.terminateLock(given.cluster));

            Outcome outcome = own.run(given.scene(moveAll(given)));

            assertThat(outcome.report().state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    /** Temporal closes it Canceled, whatever is returned. */
    @Test
    void aCancelThatComesWhenAllIsDoneIsInTheReport() {
        EndsLockFirst moment = new EndsLockFirst(false);
        try (Simulation own = new Simulation(moment)) {
            Scenes given = Scenes.of(4, 1);
            CompletableFuture<WorkflowStub> started = new CompletableFuture<>();
            moment.with(() -> started.orTimeout(10, TimeUnit.SECONDS).join().cancel());
            WorkflowStub run = own.start(given.scene(moveAll(given)));
            started.complete(run);

            Outcome outcome = own.outcome(run);

            assertThat(outcome.close()).isEqualTo("Canceled");
            assertThat(outcome.report().state()).isEqualTo(RunState.CANCELLED);
            assertThat(outcome.report().headline()).startsWith("Cancelled at its end: Moved 4 of 4 slots");
            assertThat(outcome.report().slotsMoved()).isEqualTo(4);
        }
    }

    @Test
    void verbsThatDoNotFitAreRefusedWithASentence() {
        Scenes given = Scenes.of(4, 1);
        WorkflowStub run = simulation.start(given.scene(approved(given)));
        simulation.await(run, RunState.AWAITING_APPROVAL);

        assertThatThrownBy(() -> run.update("resume", String.class, ""))
                .isInstanceOf(WorkflowUpdateException.class)
                .rootCause()
                .hasMessageContaining("this run is not paused; there is nothing to resume");
        assertThatThrownBy(() -> run.update("retryParked", String.class, ""))
                .isInstanceOf(WorkflowUpdateException.class);
        run.cancel("enough");
        Outcome outcome = simulation.outcome(run);
        assertThat(outcome.close()).isEqualTo("Canceled");
        assertThat(outcome.report().parked()).extracting(ParkedSlots::slots).isEmpty();
    }

    private static PaceLimits paced(long keysPerSecond) {
        return new PaceLimits(null, null, 1L, null, keysPerSecond, 1L, List.of());
    }

    private static ReshardRequest moveAll(Scenes given) {
        return Requests.moves(given.name, given.all(), false, null, null);
    }

    private static ReshardRequest approved(Scenes given) {
        return Requests.moves(given.name, given.all(), true, null, null);
    }

    private static ReshardRequest again(Scenes given, String suffix) {
        return Requests.moves(given.name + suffix, given.all(), false, null, null);
    }

    private static ReshardRequest oneByOne(Scenes given) {
        return Requests.moves(given.name, given.all(), false, Requests.oneByOne(), null);
    }
}
