package io.slotferry.workflow;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Activity stubs with their timeouts. Summaries are per call, so a stub is made per call. */
final class Stubs {

    private static final RetryOptions ONCE =
            RetryOptions.newBuilder().setMaximumAttempts(1).build();

    /** An attempt fails only by a worker that is lost or stops, or by a fault of ours: what a server says comes back as a result. */
    private static final RetryOptions AGAIN = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(200))
            .setBackoffCoefficient(2)
            .setMaximumInterval(Duration.ofSeconds(5))
            .setMaximumAttempts(50)
            .build();

    /** Whoever asks looks, between two tries, who stands for the node now: trying for minutes would keep it from that. */
    private static final RetryOptions FEW = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(200))
            .setMaximumAttempts(3)
            .build();

    private Stubs() {}

    static ClusterActivities look(String summary) {
        return Workflow.newActivityStub(
                ClusterActivities.class,
                regular(Limits.LOOK_MAX).setSummary(summary).build());
    }

    /** Weighing, by a lane that knows what to do when its source has been failed over. */
    static ClusterActivities weigh(String summary) {
        return Workflow.newActivityStub(
                ClusterActivities.class,
                regular(Limits.LOOK_MAX)
                        .setRetryOptions(FEW)
                        .setSummary(summary)
                        .build());
    }

    static SlotActivities drain(String summary) {
        return Workflow.newActivityStub(
                SlotActivities.class,
                regular(Limits.DRAIN_MAX).setSummary(summary).build());
    }

    static RepairActivities repair(String summary) {
        return Workflow.newActivityStub(
                RepairActivities.class,
                regular(Limits.LOOK_MAX).setSummary(summary).build());
    }

    static RepairActivities repairDrain(String summary) {
        return Workflow.newActivityStub(
                RepairActivities.class,
                regular(Limits.DRAIN_MAX).setSummary(summary).build());
    }

    /** SETSLOT steps of a repair: no hurry, but the way to the nodes may be long, and a step has to fit into its time. */
    static SlotActivities slowStep(String summary) {
        return Workflow.newActivityStub(
                SlotActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Limits.SLOW_STEP_MAX)
                        .setRetryOptions(AGAIN)
                        .setSummary(summary)
                        .build());
    }

    /** SETSLOT steps: a dispatch through the server would cost 50 ms each, a local activity costs one marker. */
    static SlotActivities step(String summary) {
        return Workflow.newLocalActivityStub(
                SlotActivities.class,
                LocalActivityOptions.newBuilder()
                        .setScheduleToCloseTimeout(Limits.STEP_MAX)
                        .setRetryOptions(ONCE)
                        .setSummary(summary)
                        .build());
    }

    private static ActivityOptions.Builder regular(Duration startToClose) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(startToClose)
                .setHeartbeatTimeout(Limits.HEARTBEAT_MAX)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(AGAIN);
    }
}
