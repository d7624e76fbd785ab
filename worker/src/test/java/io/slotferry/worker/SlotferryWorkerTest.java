package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.TaskQueues;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlotferryWorkerTest {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();
    private static final CountDownLatch STARTED = new CountDownLatch(1);

    @Test
    @Timeout(60)
    void aStopWaitsForTheSafePointOfARunningActivityAndThenClosesConnections() throws Exception {
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance()) {
            SlotferryWorker worker = SlotferryWorker.start(
                    temporal.getWorkflowClient(),
                    WorkerLimits.DEFAULTS,
                    () -> EVENTS.add("connections closed"),
                    registered -> {
                        registered.registerWorkflowImplementationTypes(DrainOnceImpl.class);
                        registered.registerActivitiesImplementations(new SlowDrain());
                    });
            WorkflowClient.start(temporal.getWorkflowClient()
                    .newWorkflowStub(
                            DrainOnce.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.SLOTFERRY)
                                    .build())::run);
            assertThat(STARTED.await(30, TimeUnit.SECONDS)).isTrue();

            worker.close();

            assertThat(EVENTS).containsExactly("told to stop", "safe point", "connections closed");
        }
    }

    /** Runs one activity. */
    @WorkflowInterface
    public interface DrainOnce {
        @WorkflowMethod
        void run();
    }

    /** Drains until it is told to stop. */
    @ActivityInterface
    public interface Drain {
        void drain();
    }

    public static final class DrainOnceImpl implements DrainOnce {
        @Override
        public void run() {
            Workflow.newActivityStub(
                            Drain.class,
                            ActivityOptions.newBuilder()
                                    .setStartToCloseTimeout(Duration.ofMinutes(1))
                                    .setHeartbeatTimeout(Duration.ofSeconds(5))
                                    .build())
                    .drain();
        }
    }

    static final class SlowDrain implements Drain {

        /** A pause between heartbeats; nothing ever opens it. */
        private final CountDownLatch pause = new CountDownLatch(1);

        @Override
        public void drain() {
            try {
                while (true) {
                    Activity.getExecutionContext().heartbeat(null);
                    STARTED.countDown();
                    if (pause.await(50, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (ActivityWorkerShutdownException | RejectedExecutionException e) {
                // The second one comes out of the SDK when the stop falls into a heartbeat's call.
                EVENTS.add("told to stop");
                finishOpenSlots();
                throw e;
            } catch (InterruptedException e) {
                EVENTS.add("interrupted");
            }
        }

        private void finishOpenSlots() {
            try {
                assertThat(pause.await(1, TimeUnit.SECONDS)).isFalse();
                EVENTS.add("safe point");
            } catch (InterruptedException e) {
                EVENTS.add("interrupted");
            }
        }
    }
}
