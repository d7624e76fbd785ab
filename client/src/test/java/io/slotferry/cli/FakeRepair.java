package io.slotferry.cli;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.RepairWorkflow;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has one slot to repair, and one more that needs consent; the field {@code reason} of its request may leave out either: {@code healthy}, {@code held}. */
public final class FakeRepair implements RepairWorkflow {

    static final String CONSENT = "uncovered-slot:7";

    @Override
    public Report repair(@Nullable RepairRequest request) {
        if (request == null) {
            throw ApplicationFailure.newNonRetryableFailure("no input", "InvalidRequest");
        }
        String reason = String.valueOf(request.reason());
        List<PlannedRepair> rows =
                switch (reason) {
                    case "healthy" -> List.of();
                    case "held" -> List.of(held());
                    default -> List.of(free(), held());
                };
        boolean left =
                !request.dryRuns() && !rows.isEmpty() && !request.consents().contains(CONSENT);
        Report plain = FakeReshard.report(
                left ? RunState.PARTIAL : RunState.SUCCEEDED,
                request.dryRuns() ? "Dry run, nothing was changed" : "Repaired " + rows.size() + " slots",
                List.of(),
                left ? List.of(new ParkedSlots(SlotSet.of(7), "needs your consent", "consent to it")) : List.of(),
                List.of());
        return new Report(
                plain.state(),
                plain.headline(),
                plain.slotsMoved(),
                plain.keysMoved(),
                plain.bytesMoved(),
                plain.seconds(),
                plain.parked(),
                plain.findings(),
                plain.plan(),
                plain.inverse(),
                plain.openMsP99(),
                plain.openMsMax(),
                plain.notes(),
                rows,
                request.wantsCommands() ? List.of("# slot 609", "redis-cli -p 1 PING") : List.of(),
                0);
    }

    private static PlannedRepair free() {
        return new PlannedRepair(
                SlotSet.of(609), "b holds keys of it", List.of("move the rest of the keys from a to b"), "");
    }

    private static PlannedRepair held() {
        return new PlannedRepair(SlotSet.of(7), "nobody owns it", List.of("make a the owner"), CONSENT);
    }

    @Override
    public void pauseSignal(@Nullable Object why) {}

    @Override
    public void resumeSignal(@Nullable Object why) {}

    @Override
    public String pause(@Nullable Object why) {
        return "paused";
    }

    @Override
    public void validatePause(@Nullable Object why) {}

    @Override
    public String resume(@Nullable Object why) {
        return "running";
    }

    @Override
    public void validateResume(@Nullable Object why) {}

    @Override
    public String finishEarly(@Nullable Object why) {
        return "finishing";
    }

    @Override
    public void validateFinishEarly(@Nullable Object why) {}

    @Override
    public PaceLimits tune(@Nullable PaceLimits pace) {
        return pace == null ? PaceLimits.DEFAULTS : pace.over(PaceLimits.DEFAULTS);
    }

    @Override
    public void validateTune(@Nullable PaceLimits pace) {}

    @Override
    public Progress progress() {
        return FakeReshard.progress(RunState.RUNNING, 1);
    }

    @Override
    public List<PlannedRepair> plan() {
        return List.of(free());
    }

    @Override
    public Report report() {
        return FakeReshard.report(RunState.RUNNING, "repairing", List.of(), List.of(), List.of());
    }
}
