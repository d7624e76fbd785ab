package io.slotferry.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;
import io.slotferry.contract.TaskQueues;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkerVersionStamp;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.PendingChildExecutionInfo;
import io.temporal.api.workflow.v1.RequestIdInfo;
import io.temporal.api.workflow.v1.ResetPointInfo;
import io.temporal.api.workflow.v1.ResetPoints;
import io.temporal.api.workflow.v1.WorkflowExecutionConfig;
import io.temporal.api.workflow.v1.WorkflowExecutionExtendedInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.List;

/** Knows one open run and says always the same about it: enough for {@link WarmUp}. */
final class CannedTemporal extends WorkflowServiceGrpc.WorkflowServiceImplBase {

    static final String RUN = "warm-up";

    private static final WorkflowExecutionInfo INFO = WorkflowExecutionInfo.newBuilder()
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(RUN).setRunId("1"))
            .setStartTime(Timestamp.newBuilder().setSeconds(1))
            .setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
            .setType(WorkflowType.newBuilder().setName("Reshard"))
            .setTaskQueue(TaskQueues.SLOTFERRY)
            .setExecutionDuration(Duration.getDefaultInstance())
            .setMemo(Memo.newBuilder().putFields("a", payload("b")))
            .setSearchAttributes(SearchAttributes.newBuilder().putIndexedFields("a", payload("b")))
            .setAutoResetPoints(ResetPoints.newBuilder().addPoints(ResetPointInfo.getDefaultInstance()))
            .setMostRecentWorkerVersionStamp(WorkerVersionStamp.getDefaultInstance())
            .build();

    private static final Progress PROGRESS = new Progress(
            "prod",
            RunState.PAUSED,
            "Moving 2 slots to b:1",
            2,
            1,
            0,
            0,
            10,
            5,
            500,
            1_000,
            7,
            1.5,
            List.of(new LaneProgress("a:1", "b:1", 2, 1, 5, 0, "waiting")),
            "paused; no slot is open",
            "",
            "send signal `resume`");

    @Override
    public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
        say(
                answer,
                GetSystemInfoResponse.newBuilder()
                        .setCapabilities(
                                GetSystemInfoResponse.Capabilities.newBuilder().setInternalErrorDifferentiation(true))
                        .build());
    }

    @Override
    public void listWorkflowExecutions(
            ListWorkflowExecutionsRequest request, StreamObserver<ListWorkflowExecutionsResponse> answer) {
        say(
                answer,
                ListWorkflowExecutionsResponse.newBuilder().addExecutions(INFO).build());
    }

    @Override
    public void describeWorkflowExecution(
            DescribeWorkflowExecutionRequest request, StreamObserver<DescribeWorkflowExecutionResponse> answer) {
        say(
                answer,
                DescribeWorkflowExecutionResponse.newBuilder()
                        .setWorkflowExecutionInfo(INFO)
                        .setExecutionConfig(WorkflowExecutionConfig.newBuilder()
                                .setTaskQueue(TaskQueue.newBuilder().setName(TaskQueues.SLOTFERRY))
                                .setUserMetadata(UserMetadata.newBuilder().setSummary(payload("b"))))
                        .setWorkflowExtendedInfo(WorkflowExecutionExtendedInfo.newBuilder()
                                .putRequestIdInfos("a", RequestIdInfo.getDefaultInstance()))
                        .addPendingActivities(PendingActivityInfo.getDefaultInstance())
                        .addPendingChildren(PendingChildExecutionInfo.getDefaultInstance())
                        .build());
    }

    @Override
    public void queryWorkflow(QueryWorkflowRequest request, StreamObserver<QueryWorkflowResponse> answer) {
        say(
                answer,
                QueryWorkflowResponse.newBuilder()
                        .setQueryResult(DefaultDataConverter.STANDARD_INSTANCE
                                .toPayloads(PROGRESS)
                                .orElseThrow())
                        .build());
    }

    private static Payload payload(Object value) {
        return DefaultDataConverter.STANDARD_INSTANCE.toPayload(value).orElseThrow();
    }

    private static <T> void say(StreamObserver<T> answer, T message) {
        answer.onNext(message);
        answer.onCompleted();
    }
}
