package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.VersionCheck;
import io.slotferry.topology.Sentence;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run from its request to its report: check, lock, plan, move, verify. */
final class ReshardRun {

    private final Verbs verbs = new Verbs();
    private final Ledger ledger = new Ledger();
    private final StateClock clock = new StateClock();
    private final RunLock lock = new RunLock(verbs, ledger, () -> this.phase.ended());
    private RunState phase = RunState.PRECHECKING;
    private String headline = "Checking the cluster";
    private String cluster = "";
    private boolean dry;
    private @Nullable ReshardRequest asked;
    private PaceLimits tuned = PaceLimits.NONE;

    Report run(@Nullable ReshardRequest given) {
        ReshardRequest request = Refusal.unlessValid(
                given, ReshardRequest::check, "{\"cluster\":\"host:port\",\"to\":\"host:port\",\"slotCount\":1000}");
        asked = request;
        cluster = Objects.requireNonNull(request.cluster());
        RunRef ref = new RunRef(cluster, Workflow.getInfo().getRunId());
        paceIs(request.pace() == null ? PaceLimits.DEFAULTS : request.pace().over(PaceLimits.DEFAULTS));
        Carried carried = (Carried) Workflow.getMemo(Carried.MEMO_KEY, Carried.class);
        ledger.onChange = this::showDetails;
        showDetails();
        dry = request.dryRuns();
        if (dry) {
            plan(ref, request);
            return endAs(RunState.SUCCEEDED, "Dry run, nothing was changed: " + Ending.intent(ledger));
        }
        if (carried == null) {
            lock.take(ref, request.requestedBy());
        } else {
            carried.handTo(ledger);
            paceIs(carried.pace());
            verbs.takeOver(carried);
            if (!lock.takeAgain(ref.knowing(ledger.labels.values()), request.requestedBy())) {
                // What was moved before stays and is in the report; somebody else works on the cluster now.
                verbs.loseLockForGood();
                return finish();
            }
        }
        try {
            Report report = moveAll(ref, request, carried);
            lock.release();
            return report;
        } catch (Refusal e) {
            // Not in a finally: an evicted workflow unwinds through it too, and must not signal anybody.
            lock.release();
            throw e;
        }
    }

    private Report moveAll(RunRef ref, ReshardRequest request, @Nullable Carried carried) {
        if (carried == null) {
            plan(ref, request);
            if (request.wantsApproval()) {
                awaitApproval();
            }
        }
        RunRef met = ref.knowing(ledger.labels.values());
        Lanes lanes = new Lanes(ledger, verbs, met, request, false);
        move(lanes, request);
        rollBackIfAsked(lanes, request);
        verify(met, request.adopts());
        if (rollBackIfAsked(lanes, request)) {
            // The verb came while the nodes were asked.
            verify(met, request.adopts());
        }
        return finish();
    }

    private void plan(RunRef ref, ReshardRequest request) {
        PrepareRequest prepare = new PrepareRequest(ref, Workflow.getInfo().getWorkflowId(), request);
        for (int round = 0; !verbs.cancelled(); round++) {
            Prepared prepared =
                    Refusal.looked(() -> Stubs.look("check and plan").prepare(prepare));
            ledger.planned(prepared);
            Refusal.unlessEmpty(prepared.failureType(), prepared.failure());
            List<SlotMove> open = ledger.notParked(prepared.adopt());
            if (open.isEmpty()) {
                break;
            }
            if (round == Limits.ADOPT_ROUNDS_MAX) {
                throw new Refusal(
                        FailureTypes.GAVE_UP,
                        "somebody else keeps opening slots of this cluster; find out who, then start the run again");
            }
            adopt(ref.knowing(ledger.labels.values()), request, open);
        }
        headline = Ending.intent(ledger);
        phase = RunState.PLANNED;
        if (!request.dryRuns()) {
            Workflow.upsertMemo(Collections.singletonMap("plan", ledger.plan()));
        }
        showDetails();
    }

    /** Slots that were open before: finished first, in the direction of their marks. */
    private void adopt(RunRef ref, ReshardRequest request, List<SlotMove> open) {
        phase = RunState.RUNNING;
        headline = "Finishing slots that were open before";
        ledger.adopting(open);
        // I5: nobody knows how often the source restarted since these were opened: different values are kept, not
        // replaced.
        ledger.runIds = Collections.emptyMap();
        showDetails();
        new Lanes(ledger, verbs, ref, request, true).run(ledger.phases);
        SlotSet left = ledger.leftToAdopt();
        if (!left.isEmpty()) {
            ledger.park(new ParkedSlots(
                    left,
                    "open before this run and still open: " + ledger.lastProblem,
                    "start the same move again with adopt: it finishes these slots first"));
        }
    }

    private void awaitApproval() {
        phase = RunState.AWAITING_APPROVAL;
        showDetails();
        boolean answered =
                Workflow.await(Limits.OPERATOR_WAIT_MAX, () -> verbs.approved() || verbs.stop() != Verbs.Stop.NONE);
        if (!answered) {
            throw new Refusal(
                    FailureTypes.GAVE_UP, "nobody approved this run within 7 days; nothing was moved, start it again");
        }
    }

    private void move(Lanes lanes, ReshardRequest request) {
        ledger.moving();
        phase = RunState.RUNNING;
        headline = Ending.intent(ledger);
        showDetails();
        lanes.run(ledger.phases);
        while (!verbs.continuesAsNew() && waitsForParked(request)) {
            List<ParkedSlots> again = ledger.parking.takeAll();
            phase = RunState.RUNNING;
            lanes.run(ledger.phases);
            if (!verbs.handsOver(ledger.rollingBack)) {
                ledger.parking.putBack(again, ledger.notMoved());
            }
        }
        if (verbs.handsOver(ledger.rollingBack)) {
            continueAsNew(request);
        }
    }

    private boolean rollBackIfAsked(Lanes lanes, ReshardRequest request) {
        if (verbs.stop() != Verbs.Stop.ROLLBACK || ledger.rollingBack || verbs.lockIsGone()) {
            return false;
        }
        ledger.turnBack();
        phase = RunState.RUNNING;
        headline = "Moving " + Sentence.count(ledger.slots(), "slot") + " back";
        showDetails();
        lanes.run(ledger.phases);
        if (verbs.handsOver(true)) {
            continueAsNew(request);
        }
        return true;
    }

    private boolean waitsForParked(ReshardRequest request) {
        if (ledger.parking.slots().isEmpty() || verbs.stop() != Verbs.Stop.NONE) {
            return false;
        }
        if (!"ask".equals(ReshardWorkflowImpl.bigKeys(request.bigKeys()).policy())) {
            return verbs.takeRetryParked();
        }
        phase = RunState.NEEDS_OPERATOR;
        showDetails();
        Workflow.await(Limits.OPERATOR_WAIT_MAX, () -> verbs.retryParkedAsked() || verbs.stop() != Verbs.Stop.NONE);
        return verbs.takeRetryParked();
    }

    /** Only ever called with no slot open: the lock ends with this run, and the next one takes it again. Returns only if the run was cancelled meanwhile: then it ends here. */
    private void continueAsNew(ReshardRequest request) {
        lock.release();
        Workflow.await(Duration.ofSeconds(5), Workflow::isEveryHandlerFinished);
        if (verbs.cancelled()) {
            return;
        }
        ContinueAsNewOptions options = ContinueAsNewOptions.newBuilder()
                .setMemo(Collections.singletonMap(Carried.MEMO_KEY, Carried.of(ledger, verbs)))
                .build();
        Workflow.continueAsNew(options, request);
    }

    private void verify(RunRef ref, boolean adopts) {
        phase = RunState.VERIFYING;
        showDetails();
        if (!verbs.cancelWaitedEnough()) {
            Agreement.check(ref, ledger, adopts, () -> !verbs.cancelled());
        }
    }

    private Report finish() {
        if (verbs.lockIsGone()) {
            ledger.parkRest(
                    ledger.lastProblem, "wait for the run that has the cluster now, then start the same move again");
        }
        Ending ending = Ending.of(ledger, verbs);
        return endAs(ending.state(), ending.headline());
    }

    Report endAs(RunState state, String finalHeadline) {
        phase = state;
        headline = finalHeadline;
        showDetails();
        return RunReport.of(ledger, state, headline);
    }

    /** Why that pace does not fit the run; empty if it does. */
    String paceUnfit(PaceLimits pace) {
        return asked == null ? "" : asked.paceUnfit(pace);
    }

    PaceLimits tune(PaceLimits pace) {
        tuned = pace.over(tuned);
        ledger.pace = pace.over(ledger.pace);
        return ledger.pace;
    }

    /** Updates that were waiting for a worker are handled before the run itself begins: what they said still counts. */
    private void paceIs(PaceLimits given) {
        ledger.pace = tuned.over(given);
    }

    /** Derived, never stored: what the operator asked for and what is open say where the run stands. */
    RunState state() {
        if (phase.ended() || phase == RunState.VERIFYING) {
            return phase;
        }
        if (verbs.cancelled()) {
            return RunState.CANCELLING;
        }
        if (verbs.stop() == Verbs.Stop.ROLLBACK || ledger.rollingBack) {
            return RunState.ROLLING_BACK;
        }
        if (verbs.paused()) {
            return openSlots() > 0 ? RunState.PAUSING : RunState.PAUSED;
        }
        return phase == RunState.RUNNING && !ledger.stall().isEmpty() ? RunState.STALLED : phase;
    }

    boolean dry() {
        return dry;
    }

    /** Why what was moved cannot go back; empty if it can. */
    String oneWay() {
        return VersionCheck.oneWay(ledger.findings);
    }

    Verbs verbs() {
        return verbs;
    }

    int openSlots() {
        return ledger.openSlots().count();
    }

    List<SlotMove> plan() {
        return ledger.askedFor();
    }

    Progress progress() {
        return RunProgress.of(ledger, verbs, clock, state(), cluster, headline);
    }

    Report reportNow() {
        return RunReport.of(ledger, state(), headline);
    }

    void showDetails() {
        clock.shows(state());
        Workflow.setCurrentDetails(RunProgress.markdown(progress()));
    }
}
