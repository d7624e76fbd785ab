package io.slotferry.cli;

import io.grpc.StatusRuntimeException;
import io.slotferry.contract.TaskQueues;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.time.Duration;
import java.time.Instant;

/** Whether anybody would take up work on our task queue. */
enum WorkerPresence {
    POLLING,
    ABSENT,
    /** The in-memory test server does not know. */
    UNKNOWN;

    static final String HINT =
            "no worker polls task queue " + TaskQueues.SLOTFERRY + "; start one with ./slotferry worker";

    /** A worker asks again every 60 s at the latest; a server remembers one for minutes after its death. */
    private static final Duration POLL_AGE_MAX = Duration.ofSeconds(75);

    static WorkerPresence ask(TemporalConnection temporal) {
        DescribeTaskQueueRequest request = DescribeTaskQueueRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(TaskQueues.SLOTFERRY))
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                .build();
        try {
            Instant oldest = Instant.now().minus(POLL_AGE_MAX);
            boolean polling = temporal.stubs().blockingStub().describeTaskQueue(request).getPollersList().stream()
                    .map(PollerInfo::getLastAccessTime)
                    .anyMatch(time -> Instant.ofEpochSecond(time.getSeconds()).isAfter(oldest));
            return polling ? POLLING : ABSENT;
        } catch (StatusRuntimeException e) {
            return UNKNOWN;
        }
    }
}
