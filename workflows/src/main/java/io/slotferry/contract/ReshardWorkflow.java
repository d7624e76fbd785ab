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
 * Moves hash slots of a live cluster. Start it with one {@link ReshardRequest} on task queue {@link TaskQueues#SLOTFERRY}; it returns one {@link Report}.
 *
 * <p>It ends Completed when its state is SUCCEEDED, PARTIAL or ROLLED_BACK, Canceled after a cancel (the report is in the memo), and Failed with one sentence and a type of {@link FailureTypes} otherwise.
 */
@WorkflowInterface
public interface ReshardWorkflow {

    @WorkflowMethod(name = "Reshard")
    Report reshard(@Nullable ReshardRequest request);

    @SignalMethod(
            name = "pause",
            description = "Hold the run with no slot open. No input needed; a string is kept as the reason.")
    void pauseSignal(@Nullable Object why);

    @SignalMethod(name = "resume", description = "Let a paused run go on. No input needed.")
    void resumeSignal(@Nullable Object why);

    @UpdateMethod(
            name = "pause",
            description =
                    "Hold the run with no slot open; answers when no slot is open or after 60 s with what holds it.")
    String pause(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "pause")
    void validatePause(@Nullable Object why);

    @UpdateMethod(name = "resume", description = "Let a paused run go on.")
    String resume(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "resume")
    void validateResume(@Nullable Object why);

    @UpdateMethod(
            name = "tune",
            description =
                    "Change the pace from the next wave on; input like {\"keysPerSecond\": 5000}. Fields left out stay.")
    PaceLimits tune(@Nullable PaceLimits pace);

    @UpdateValidatorMethod(updateName = "tune")
    void validateTune(@Nullable PaceLimits pace);

    @UpdateMethod(
            name = "finishEarly",
            description = "Finish the open slots, keep what moved and complete the run with a report.")
    String finishEarly(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "finishEarly")
    void validateFinishEarly(@Nullable Object why);

    @UpdateMethod(name = "rollback", description = "Finish the open slots, then move everything back, newest first.")
    String rollback(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "rollback")
    void validateRollback(@Nullable Object why);

    @UpdateMethod(name = "approve", description = "Start a planned run that waits for approval.")
    String approve(@Nullable Object who);

    @UpdateValidatorMethod(updateName = "approve")
    void validateApprove(@Nullable Object who);

    @UpdateMethod(name = "retryParked", description = "Try the slots again that were set aside.")
    String retryParked(@Nullable Object why);

    @UpdateValidatorMethod(updateName = "retryParked")
    void validateRetryParked(@Nullable Object why);

    @QueryMethod(name = "progress", description = "How far the run is: slots, keys, rate, lanes, what it waits for.")
    Progress progress();

    @QueryMethod(name = "plan", description = "The moves of this run.")
    List<SlotMove> plan();

    @QueryMethod(name = "report", description = "The report as it would be if the run ended now.")
    Report report();
}
