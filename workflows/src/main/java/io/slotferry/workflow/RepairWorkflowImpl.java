package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.RepairWorkflow;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workflow type {@code Repair}: its messages, and how it ends. The repair itself is {@link RepairRun}. Public for the SDK only. */
public final class RepairWorkflowImpl implements RepairWorkflow {

    private final RepairRun run = new RepairRun();

    public RepairWorkflowImpl() {
        Workflow.registerListener(new OtherVerbs("repair", RepairWorkflowImpl::instead));
    }

    /** Verbs of other runs, and what to do instead. */
    private static String instead(String verb) {
        return switch (verb) {
            case "rollback" -> "cancel it and run ./slotferry repair --back: half-moved slots go back to their sources";
            case "approve" ->
                "what needs your word is in the report with the id of its finding: repair again with consent";
            case "retryParked" ->
                "it tries again by itself; when it has ended start it again, it goes on from what it finds";
            default -> "it knows pause, resume, tune and finishEarly";
        };
    }

    @Override
    public Report repair(@Nullable RepairRequest request) {
        Report[] report = new Report[1];
        // Temporal's cancel reaches this scope only: the run inside is told, and ends after the present act.
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

    private Report runAndLeaveReport(@Nullable RepairRequest request) {
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
                () -> run.state().ended() || !run.verbs().paused() || !run.acting());
        if (!held) {
            return "pausing: " + run.progress().waitingFor();
        }
        return run.verbs().paused() && !run.state().ended()
                ? "paused: " + run.ledger().mended() + " slots repaired so far, the others are as they were found"
                : "not paused: the repair went on or ended meanwhile";
    }

    @Override
    public void validatePause(@Nullable Object why) {
        refuseIfEnding("pause");
        if (run.verbs().paused()) {
            throw refused("this repair is paused already; send resume to let it go on");
        }
    }

    @Override
    public String resume(@Nullable Object why) {
        run.verbs().resume();
        return "running again: " + run.ledger().mended() + " slots repaired so far";
    }

    @Override
    public void validateResume(@Nullable Object why) {
        refuseIfEnding("resume");
        if (!run.verbs().paused()) {
            throw refused("this repair is not paused; there is nothing to resume");
        }
    }

    @Override
    public String finishEarly(@Nullable Object why) {
        run.verbs().stop(Verbs.Stop.FINISH_EARLY);
        run.verbs().resume();
        return "finishing: the present act is finished, then the repair completes with its report";
    }

    @Override
    public void validateFinishEarly(@Nullable Object why) {
        refuseIfEnding("finishEarly");
    }

    @Override
    public PaceLimits tune(@Nullable PaceLimits pace) {
        return run.tune(pace == null ? PaceLimits.NONE : pace);
    }

    @Override
    public void validateTune(@Nullable PaceLimits pace) {
        refuseIfEnding("tune");
        PaceLimits asked = TuneInput.valid(pace);
        if (asked.openSlotsMax() != null || asked.openMsMax() != null || asked.lanesMax() != null) {
            throw refused("a repair moves slots that are open already, one pair of nodes after the other: tune it with"
                    + " keysPerSecond, keysPerMigrate or stallBudgetMs");
        }
    }

    @Override
    public Progress progress() {
        return run.progress();
    }

    @Override
    public List<PlannedRepair> plan() {
        return run.ledger().plan();
    }

    @Override
    public Report report() {
        return run.reportNow();
    }

    private void refuseIfEnding(String verb) {
        RunState state = run.state();
        if (run.dry() && !state.ended()) {
            throw refused("this is a dry run, which mends nothing; " + verb + " has no effect");
        }
        if (state.ended() || run.verbs().stop() != Verbs.Stop.NONE) {
            throw refused("this repair is ending (" + state + "); " + verb + " comes too late");
        }
    }

    private static ApplicationFailure refused(String sentence) {
        return ApplicationFailure.newNonRetryableFailure(sentence, FailureTypes.VERB_REFUSED);
    }

    private static String text(@Nullable Object why) {
        return why instanceof String text ? Refusal.shorten(text) : "";
    }
}
