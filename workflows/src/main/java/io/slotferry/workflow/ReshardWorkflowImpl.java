package io.slotferry.workflow;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.ReshardWorkflow;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workflow type {@code Reshard}: its messages, and how it ends. The run itself is {@link ReshardRun}. Public for the SDK only. */
public final class ReshardWorkflowImpl implements ReshardWorkflow {

    private final ReshardRun run = new ReshardRun();

    public ReshardWorkflowImpl() {
        Workflow.registerListener(new OtherVerbs(
                "reshard", verb -> "it knows pause, resume, tune, finishEarly, rollback, approve and retryParked"));
    }

    @Override
    public Report reshard(@Nullable ReshardRequest request) {
        Report[] report = new Report[1];
        // Temporal's cancel reaches this scope only: the run inside is told, and finishes what is open.
        CancellationScope.current().getCancellationRequest().thenApply(why -> {
            run.verbs().stop(Verbs.Stop.CANCEL);
            return why;
        });
        Workflow.newDetachedCancellationScope(() -> report[0] = runAndLeaveReport(request))
                .run();
        if (run.verbs().cancelled()) {
            // Temporal closes it Canceled whatever is returned, also where the cancel came when all was done.
            if (report[0].state() != RunState.CANCELLED && report[0].state() != RunState.FAILED) {
                report[0] = run.endAs(RunState.CANCELLED, "Cancelled at its end: " + report[0].headline());
                leave(report[0]);
            }
            throw new CanceledFailure(report[0].headline());
        }
        return report[0];
    }

    private Report runAndLeaveReport(@Nullable ReshardRequest request) {
        try {
            Report report = run.run(request);
            leave(report);
            return report;
        } catch (Refusal e) {
            Report report = run.endAs(RunState.FAILED, e.getMessage());
            leave(report);
            if (run.verbs().cancelled()) {
                return report;
            }
            throw Refusal.failure(e.type(), e.getMessage());
        }
    }

    private void leave(Report report) {
        Workflow.upsertMemo(Collections.singletonMap(Report.MEMO_KEY, report));
        Workflow.await(java.time.Duration.ofSeconds(5), Workflow::isEveryHandlerFinished);
        run.showDetails();
    }

    @Override
    public void pauseSignal(@Nullable Object why) {
        if (!run.state().ended() && run.verbs().stop() == Verbs.Stop.NONE) {
            run.verbs().pause(text(why));
            run.showDetails();
        }
    }

    @Override
    public void resumeSignal(@Nullable Object why) {
        run.verbs().resume();
        run.showDetails();
    }

    @Override
    public String pause(@Nullable Object why) {
        run.verbs().pause(text(why));
        boolean held = Workflow.await(
                Limits.PAUSE_ANSWER_MAX,
                () -> run.state().ended() || !run.verbs().paused() || run.openSlots() == 0);
        if (!held) {
            return "pausing: " + run.progress().waitingFor();
        }
        return run.verbs().paused() && !run.state().ended()
                ? "paused: no slot is open; " + run.progress().slotsMoved() + " slots moved so far"
                : "not paused: the run went on or ended meanwhile";
    }

    @Override
    public void validatePause(@Nullable Object why) {
        refuseIfEnding("pause");
        refuseUnlessMoving("pause");
        if (run.verbs().paused()) {
            throw refused("this run is paused already; send resume to let it go on");
        }
    }

    @Override
    public String resume(@Nullable Object why) {
        run.verbs().resume();
        return "running again: " + run.progress().slotsMoved() + " slots moved so far";
    }

    @Override
    public void validateResume(@Nullable Object why) {
        refuseIfEnding("resume");
        if (!run.verbs().paused()) {
            throw refused("this run is not paused; there is nothing to resume");
        }
    }

    @Override
    public PaceLimits tune(@Nullable PaceLimits pace) {
        return run.tune(pace == null ? PaceLimits.DEFAULTS : pace);
    }

    @Override
    public void validateTune(@Nullable PaceLimits pace) {
        // A rollback moves as much as the run did, and is as hard on the clients: it can be slowed too.
        boolean back = run.state() == RunState.ROLLING_BACK;
        if (!back) {
            refuseIfEnding("tune");
        }
        String unfit = run.paceUnfit(TuneInput.valid(pace));
        if (!unfit.isEmpty()) {
            throw refused(TuneInput.named(unfit));
        }
    }

    @Override
    public String finishEarly(@Nullable Object why) {
        run.verbs().stop(Verbs.Stop.FINISH_EARLY);
        run.verbs().resume();
        return "finishing: " + run.openSlots() + " open slots are closed, then the run completes with its report";
    }

    @Override
    public void validateFinishEarly(@Nullable Object why) {
        refuseIfEnding("finishEarly");
        if (run.state() == RunState.ROLLING_BACK) {
            throw refused("this run is rolling back; cancel stops it where it is");
        }
    }

    @Override
    public String rollback(@Nullable Object why) {
        run.verbs().stop(Verbs.Stop.ROLLBACK);
        run.verbs().resume();
        return "rolling back: open slots are finished, then " + run.progress().slotsMoved() + " slots go back";
    }

    @Override
    public void validateRollback(@Nullable Object why) {
        refuseIfEnding("rollback");
        String oneWay = run.oneWay();
        if (!oneWay.isEmpty()) {
            throw refused("this run cannot be rolled back: " + oneWay);
        }
    }

    @Override
    public String approve(@Nullable Object who) {
        run.verbs().approve();
        return "approved: the move starts";
    }

    @Override
    public void validateApprove(@Nullable Object who) {
        refuseIfEnding("approve");
        if (run.state() != RunState.AWAITING_APPROVAL) {
            throw refused("this run does not wait for approval; it is " + run.state());
        }
    }

    @Override
    public String retryParked(@Nullable Object why) {
        run.verbs().askToRetryParked();
        return "the parked slots are tried again";
    }

    @Override
    public void validateRetryParked(@Nullable Object why) {
        refuseIfEnding("retryParked");
        refuseUnlessMoving("retryParked");
        if (run.progress().slotsParked() == 0) {
            throw refused("no slot is parked; there is nothing to retry");
        }
    }

    @Override
    public Progress progress() {
        return run.progress();
    }

    @Override
    public List<SlotMove> plan() {
        return run.plan();
    }

    @Override
    public Report report() {
        return run.reportNow();
    }

    private void refuseIfEnding(String verb) {
        RunState state = run.state();
        if (state.ended()) {
            throw refused("this run has ended (" + state + "); " + verb + " has no effect");
        }
        if (run.dry()) {
            throw refused("this is a dry run, which moves nothing; " + verb + " has no effect");
        }
        if (run.verbs().stop() != Verbs.Stop.NONE) {
            throw refused("this run is already stopping (" + state + "); " + verb + " comes too late");
        }
    }

    private void refuseUnlessMoving(String verb) {
        if (run.state() == RunState.VERIFYING) {
            throw refused("all is moved and every node is being asked; " + verb + " comes too late");
        }
    }

    /** Updates are refused with the sentence alone, and a type that is no class name. */
    private static ApplicationFailure refused(String sentence) {
        return ApplicationFailure.newNonRetryableFailure(sentence, FailureTypes.VERB_REFUSED);
    }

    /** Whatever an operator typed as a reason: a string is kept, anything else is ignored. */
    private static String text(@Nullable Object why) {
        return why instanceof String text ? Refusal.shorten(text) : "";
    }

    /** Defaults of a request's big-key policy. */
    static BigKeys bigKeys(@Nullable BigKeys asked) {
        BigKeys base = BigKeys.DEFAULTS;
        return asked == null
                ? base
                : new BigKeys(
                        asked.policy() == null ? base.policy() : asked.policy(),
                        asked.stallMsMax() == null ? base.stallMsMax() : asked.stallMsMax());
    }
}
