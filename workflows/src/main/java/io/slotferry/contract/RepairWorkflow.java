package io.slotferry.contract;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mends slots that something else left half moved, uncovered or disputed. Start it with one {@link RepairRequest} on task queue {@link TaskQueues#SLOTFERRY}; it returns one {@link Report}.
 *
 * <p>State SUCCEEDED: no slot in scope is broken any more. PARTIAL: some are left, see {@code parked}; a finding that needs consent is among them with its id.
 */
@WorkflowInterface
public interface RepairWorkflow {

    @WorkflowMethod(name = "Repair")
    Report repair(@Nullable RepairRequest request);

    @SignalMethod(
            name = "pause",
            description = "Hold the repair before its next act. No input needed; a string is kept as the reason.")
    void pauseSignal(@Nullable Object why);

    @SignalMethod(name = "resume", description = "Let a paused repair go on. No input needed.")
    void resumeSignal(@Nullable Object why);

    @UpdateMethod(
            name = "pause",
            description = "Hold the repair before its next act; answers when it holds or after 60 s with what it does.")
    String pause(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "pause")
    void validatePause(@Nullable Object why);

    @UpdateMethod(name = "resume", description = "Let a paused repair go on.")
    String resume(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "resume")
    void validateResume(@Nullable Object why);

    @UpdateMethod(
            name = "finishEarly",
            description = "Finish the act under way, then complete the repair with a report.")
    String finishEarly(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "finishEarly")
    void validateFinishEarly(@Nullable Object why);

    @UpdateMethod(
            name = "tune",
            description =
                    "Change the pace from the next act on; input like {\"keysPerSecond\": 5000}. Fields left out stay.")
    PaceLimits tune(@Nullable PaceLimits pace);

    @UpdateValidatorMethod(updateName = "tune")
    void validateTune(@Nullable PaceLimits pace);

    @QueryMethod(name = "progress", description = "How far the repair is: slots, keys, what it waits for.")
    Progress progress();

    @QueryMethod(name = "plan", description = "What is done to which slots.")
    List<PlannedRepair> plan();

    @QueryMethod(name = "report", description = "The report as it would be if the repair ended now.")
    Report report();
}
