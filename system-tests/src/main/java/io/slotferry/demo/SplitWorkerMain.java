package io.slotferry.demo;

import io.slotferry.contract.TaskQueues;
import io.slotferry.redis.ClusterConfig;
import io.slotferry.redis.ClusterDirectory;
import io.slotferry.redis.Endpoint;
import io.slotferry.redis.SlotferryActivities;
import io.slotferry.workflow.SlotferryWorkflows;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Arrays;

/** One half of a worker, for the test server only: {@code workflows} (with their local activities) or {@code activities}. */
public final class SplitWorkerMain {

    static final String WORKFLOWS = "workflows";
    static final String ACTIVITIES = "activities";

    /** As the real worker: a cancel or a pause reaches an activity with a heartbeat. */
    private static final Duration HEARTBEAT_THROTTLE = Duration.ofMillis(250);

    private SplitWorkerMain() {}

    public static void main(String[] args) {
        boolean workflows = args[0].equals(WORKFLOWS);
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(System.getenv("TEMPORAL_ADDRESS"))
                .build());
        WorkflowClient client = WorkflowClient.newInstance(stubs);
        ClusterDirectory directory = SplitWorkerMain::cluster;
        SlotferryActivities activities = new SlotferryActivities(directory, client);
        WorkerFactory factory = WorkerFactory.newInstance(client);
        Worker worker = factory.newWorker(
                TaskQueues.SLOTFERRY,
                WorkerOptions.newBuilder()
                        .setLocalActivityWorkerOnly(workflows)
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                        .build());
        if (workflows) {
            SlotferryWorkflows.registerOn(worker);
        }
        worker.registerActivitiesImplementations(activities.implementations().toArray());
        factory.start();
        System.out.println("worker ready: " + args[0]);
    }

    private static ClusterConfig cluster(String addresses) {
        return ClusterConfig.plain(
                addresses,
                Arrays.stream(addresses.split(",", -1)).map(Endpoint::parse).toList());
    }
}
