package io.slotferry.cli;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.ReshardWorkflow;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that touches no cluster; the field {@code reason} of its request says how it shall go. */
public final class FakeReshard implements ReshardWorkflow {

    static final String A = "a".repeat(40);
    static final String B = "b".repeat(40);

    private RunState state = RunState.RUNNING;
    private boolean finished;

    @Override
    public Report reshard(@Nullable ReshardRequest request) {
        String story = String.valueOf(request == null ? null : request.reason());
        List<SlotMove> plan = plan(request);
        if (story.startsWith("fail ")) {
            Workflow.upsertMemo(Map.of(
                    Report.MEMO_KEY, report(RunState.FAILED, "refused", plan, List.of(), findings(Severity.ERROR))));
            throw ApplicationFailure.newNonRetryableFailure("the sentence of the failure", story.substring(5));
        }
        if (request != null && request.dryRuns()) {
            List<Finding> found = story.equals("forbidden") ? findings(Severity.ERROR) : findings(Severity.INFO);
            List<SlotMove> moves = story.equals("nothing") ? List.of() : plan;
            return report(RunState.PLANNED, "2 moves planned", moves, List.of(), found);
        }
        if (story.equals("park")) {
            var parked = new ParkedSlots(SlotSet.range(5, 6), "a key is too big", "send retryParked");
            return report(RunState.PARTIAL, "2 slots are parked", plan, List.of(parked), List.of());
        }
        if (story.equals("nothing-moved")) {
            return report(RunState.SUCCEEDED, "nothing to move", List.of(), List.of(), List.of());
        }
        if (story.equals("hold")) {
            hold(plan);
        }
        RunState end = finished ? RunState.PARTIAL : RunState.SUCCEEDED;
        return report(end, finished ? "finished early" : "all 4096 slots moved", plan, List.of(), List.of());
    }

    private void hold(List<SlotMove> plan) {
        try {
            Workflow.await(() -> finished);
        } catch (CanceledFailure e) {
            Workflow.newDetachedCancellationScope(() -> Workflow.upsertMemo(Map.of(
                            Report.MEMO_KEY,
                            report(RunState.CANCELLED, "cancelled, no slot is open", plan, List.of(), List.of()))))
                    .run();
            throw e;
        }
    }

    private static List<SlotMove> plan(@Nullable ReshardRequest request) {
        if (request != null && request.moves() != null) {
            return request.moves().stream()
                    .map(move -> new SlotMove(
                            SlotSet.parse(String.valueOf(move.slots())), "pinned", String.valueOf(move.to())))
                    .toList();
        }
        return List.of(new SlotMove(SlotSet.range(0, 99), A, B), new SlotMove(SlotSet.parse("200,202"), A, B));
    }

    static List<Finding> findings(Severity severity) {
        return List.of(Finding.of("open-slot", severity, SlotSet.of(7), List.of("a:1"), "slot 7 is open", "close it"));
    }

    static Report report(
            RunState state, String headline, List<SlotMove> plan, List<ParkedSlots> parked, List<Finding> findings) {
        int moved = state == RunState.PLANNED ? 0 : 4096;
        return new Report(
                state,
                headline,
                moved,
                45_210,
                12_345_678,
                1.5,
                parked,
                findings,
                plan,
                state == RunState.PLANNED
                        ? List.of()
                        : plan.stream().map(SlotMove::reversed).toList(),
                12,
                34,
                List.of(),
                List.of(),
                List.of(),
                0);
    }

    static Progress progress(RunState state, int slotsMoved) {
        var lane = new LaneProgress("a:1", "b:1", 4096, slotsMoved, 45_210, 12, "draining");
        return new Progress(
                "prod",
                state,
                "moving",
                4096,
                slotsMoved,
                12,
                0,
                100_000,
                45_210,
                12_345_678,
                45_210,
                42,
                17.2,
                List.of(lane),
                state == RunState.PAUSED ? "somebody to resume it" : "",
                "",
                "send resume");
    }

    @Override
    public void pauseSignal(@Nullable Object why) {
        state = RunState.PAUSED;
    }

    @Override
    public void resumeSignal(@Nullable Object why) {
        state = RunState.RUNNING;
    }

    @Override
    public String pause(@Nullable Object why) {
        if ("never".equals(why)) {
            Workflow.await(() -> finished);
        }
        state = RunState.PAUSED;
        return "paused: no slot is open" + (why == null ? "" : " (" + why + ")");
    }

    @Override
    public void validatePause(@Nullable Object why) {
        if (state == RunState.PAUSED) {
            throw ApplicationFailure.newFailure("the run is paused already", "VerbRefused");
        }
    }

    @Override
    public String resume(@Nullable Object why) {
        state = RunState.RUNNING;
        return "resumed";
    }

    @Override
    public void validateResume(@Nullable Object why) {}

    @Override
    public PaceLimits tune(@Nullable PaceLimits pace) {
        return pace == null ? PaceLimits.DEFAULTS : pace.over(PaceLimits.DEFAULTS);
    }

    @Override
    public void validateTune(@Nullable PaceLimits pace) {}

    @Override
    public String finishEarly(@Nullable Object why) {
        finished = true;
        return "finishing";
    }

    @Override
    public void validateFinishEarly(@Nullable Object why) {}

    @Override
    public String rollback(@Nullable Object why) {
        return "rolling back";
    }

    @Override
    public void validateRollback(@Nullable Object why) {}

    @Override
    public String approve(@Nullable Object who) {
        return "approved by " + who;
    }

    @Override
    public void validateApprove(@Nullable Object who) {}

    @Override
    public String retryParked(@Nullable Object why) {
        return "retrying";
    }

    @Override
    public void validateRetryParked(@Nullable Object why) {}

    @Override
    public Progress progress() {
        return progress(state, 1234);
    }

    @Override
    public List<SlotMove> plan() {
        return plan(null);
    }

    @Override
    public Report report() {
        return report(state, "so far", plan(null), List.of(), List.of());
    }
}
