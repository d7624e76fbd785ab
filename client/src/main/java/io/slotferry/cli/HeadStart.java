package io.slotferry.cli;

import com.google.protobuf.ByteString;
import io.slotferry.contract.Progress;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.common.converter.DefaultDataConverter;
import java.nio.charset.StandardCharsets;

/** Loads on a second core what every command that talks to Temporal needs, while the first one still reads the command line and connects. Nothing depends on it. */
final class HeadStart implements Runnable {

    private final Shell shell;

    private HeadStart(Shell shell) {
        this.shell = shell;
    }

    static void begin(Shell shell) {
        Thread thread = new Thread(new HeadStart(shell), "slotferry-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            TemporalConnection.profile(shell);
            WorkflowServiceGrpc.getSignalWorkflowExecutionMethod();
            DescribeWorkflowExecutionResponse.getDescriptor();
            Payload empty = Payload.newBuilder()
                    .putMetadata("encoding", ByteString.copyFrom("json/plain", StandardCharsets.UTF_8))
                    .setData(ByteString.copyFrom("{\"lanes\":[{}]}", StandardCharsets.UTF_8))
                    .build();
            DefaultDataConverter.STANDARD_INSTANCE.fromPayload(empty, Progress.class, Progress.class);
        } catch (RuntimeException e) {
            // Whoever needs it meets the same and can say so.
        }
    }
}
