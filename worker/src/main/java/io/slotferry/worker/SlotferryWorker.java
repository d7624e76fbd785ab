package io.slotferry.worker;

import io.slotferry.contract.TaskQueues;
import io.slotferry.redis.ClusterDirectory;
import io.slotferry.redis.SlotferryActivities;
import io.slotferry.workflow.SlotferryWorkflows;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker that polls. Wires workflows and activities to one task queue and stops them in the right order. */
final class SlotferryWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotferryWorker.class);

    /** How long a stop waits for activities to bring their open slots to a safe point. */
    static final Duration STOP_GRACE = Duration.ofSeconds(20);

    /** A pause or a cancel reaches an activity with a heartbeat, so heartbeats must not be held back for long. */
    private static final Duration HEARTBEAT_THROTTLE = Duration.ofMillis(250);

    /** The first workflow task of a cold JVM on a busy machine may need more than the SDK's second. */
    private static final long DEADLOCK_TIMEOUT_MS = 4_000;

    private static final long TERMINATION_CHECK_MS = 20;

    private static final int POLLERS = 4;

    private final WorkerFactory factory;
    private final Runnable closeActivities;

    private SlotferryWorker(WorkerFactory factory, Runnable closeActivities) {
        this.factory = factory;
        this.closeActivities = closeActivities;
    }

    static SlotferryWorker start(WorkflowClient client, ClusterDirectory clusters, WorkerLimits limits) {
        SlotferryActivities activities = new SlotferryActivities(clusters, client);
        return start(client, limits, activities::close, worker -> {
            SlotferryWorkflows.registerOn(worker);
            worker.registerActivitiesImplementations(
                    activities.implementations().toArray());
        });
    }

    static SlotferryWorker start(
            WorkflowClient client, WorkerLimits limits, Runnable closeActivities, Consumer<Worker> registration) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(limits.workflowCacheSize())
                        .setMaxWorkflowThreadCount(limits.workflowThreads())
                        .build());
        SlotferryWorker started = new SlotferryWorker(factory, closeActivities);
        try {
            registration.accept(factory.newWorker(TaskQueues.SLOTFERRY, options(client, limits)));
            factory.start();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static WorkerOptions options(WorkflowClient client, WorkerLimits limits) {
        return WorkerOptions.newBuilder()
                .setIdentity(client.getOptions().getIdentity())
                .setMaxConcurrentActivityExecutionSize(limits.maxConcurrentActivities())
                .setMaxConcurrentLocalActivityExecutionSize(limits.maxConcurrentLocalActivities())
                .setMaxConcurrentWorkflowTaskExecutionSize(limits.maxConcurrentWorkflowTasks())
                .setMaxConcurrentWorkflowTaskPollers(POLLERS)
                .setMaxConcurrentActivityTaskPollers(POLLERS)
                .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .setDefaultDeadlockDetectionTimeout(DEADLOCK_TIMEOUT_MS)
                .build();
    }

    /** Stops polling, lets activities reach a safe point, then closes their connections. Takes at most {@link #STOP_GRACE} and a little more. */
    @Override
    public void close() {
        // From here on each heartbeat of a running activity tells it to come to a safe point and hand back.
        factory.shutdown();
        if (!terminatedWithin(STOP_GRACE)) {
            LOG.warn("activities did not stop within {} s; the next worker takes over", STOP_GRACE.toSeconds());
            factory.shutdownNow();
            terminatedWithin(Duration.ofSeconds(1));
        }
        closeActivities.run();
    }

    /** The SDK's own wait ends as soon as the polls have, so the end of the tasks has to be asked for. */
    private boolean terminatedWithin(Duration atMost) {
        long deadlineNs = System.nanoTime() + atMost.toNanos();
        try {
            while (!factory.isTerminated() && System.nanoTime() < deadlineNs) {
                Thread.sleep(TERMINATION_CHECK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return factory.isTerminated();
    }
}
