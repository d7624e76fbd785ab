package io.slotferry.workflow;

import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Ends a run's lock in the moment in which the run is about to release it. */
final class EndsLockFirst extends WorkerInterceptorBase {

    private final AtomicReference<Runnable> ending = new AtomicReference<>(() -> {});
    private final boolean documented;

    /**
     * @param documented whether the signal fails with the exception that the SDK documents for it; 1.38 has another one
     */
    EndsLockFirst(boolean documented) {
        this.documented = documented;
    }

    void with(Runnable end) {
        ending.set(end);
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public void init(WorkflowOutboundCallsInterceptor outbound) {
                super.init(new Releases(outbound));
            }
        };
    }

    private final class Releases extends WorkflowOutboundCallsInterceptorBase {

        Releases(WorkflowOutboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public SignalExternalOutput signalExternalWorkflow(SignalExternalInput input) {
            // The same call comes again when the run is replayed. The client refuses to work on a workflow's thread.
            CompletableFuture.runAsync(ending.getAndSet(() -> {}))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            return documented
                    ? new SignalExternalOutput(Workflow.newFailedPromise(new SignalExternalWorkflowException(
                            input.getExecution(), ClusterLockWorkflow.class.getName())))
                    : super.signalExternalWorkflow(input);
        }
    }
}
