package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalException;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion per cluster, whatever seed it was named by: a child workflow whose id is the cluster's smallest node id. The server ends it with us, so a terminated run frees its cluster at once.
 */
final class ClusterLease {

    /** How long a second run waits for a holder that is just closing. */
    private static final Duration HOLDER_GRACE = Duration.ofSeconds(2);

    private final RunRef ref;
    private final String requestedBy;
    private @Nullable Promise<Void> held;
    private String lockId = "";
    private List<String> nodeIds = List.of();

    private ClusterLease(RunRef ref, String requestedBy) {
        this.ref = ref;
        this.requestedBy = requestedBy;
    }

    /**
     * Finds out which cluster it is and takes its lock; refuses, naming the holder, if another run has it.
     *
     * @param whileTaking begun once nobody is seen to hold the cluster, beside the taking itself: what only looks
     */
    static ClusterLease acquire(RunRef ref, @Nullable String requestedBy, Runnable whileTaking) {
        ClusterLease lease = new ClusterLease(ref, requestedBy == null ? "unknown" : requestedBy);
        String holder = lease.take(lease.identify("identify " + ref.cluster()), whileTaking);
        if (!holder.isEmpty()) {
            throw new Refusal(FailureTypes.LOCK_HELD, holder);
        }
        return lease;
    }

    private Identity identify(String summary) {
        Identity identity = Refusal.looked(() -> Stubs.look(summary).identify(ref.cluster(), ref.nodes()));
        Refusal.unlessEmpty(identity.failureType(), identity.failure());
        return identity;
    }

    /** Returns empty, or one sentence naming the holder. */
    private String take(Identity first, Runnable whileTaking) {
        Identity identity = first;
        if (!identity.holder().isEmpty()) {
            Workflow.sleep(HOLDER_GRACE);
            identity = identify("who holds this cluster");
            if (!identity.holder().isEmpty()) {
                return identity.holder();
            }
        }
        nodeIds = identity.nodeIds();
        lockId = ClusterLockWorkflow.ID_PREFIX + identity.nodeIds().get(0);
        whileTaking.run();
        if (!start()) {
            Identity again = identify("who holds this cluster");
            return again.holder().isEmpty() ? "another run took this cluster a moment ago" : again.holder();
        }
        return "";
    }

    /** Whether the lock was ended by somebody else. */
    boolean lost() {
        return held != null && held.isCompleted();
    }

    /** Takes it again after it was lost; false while somebody else has it. */
    boolean retake() {
        return start();
    }

    /** Ends the lock and waits until it is over, so that the next run finds the cluster free. */
    void release() {
        Promise<Void> ending = held;
        held = null;
        if (ending == null || ending.isCompleted()) {
            return;
        }
        ExternalWorkflowStub child = Workflow.newUntypedExternalWorkflowStub(lockId);
        try {
            child.signal("release");
            ending.get(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (TemporalException | java.util.concurrent.TimeoutException e) {
            // It ended by itself, or the server will end it with us. The SDK documents no TemporalFailure for a signal
            // that finds it gone.
            Workflow.getLogger(ClusterLease.class).debug("lock {} was gone before its release", lockId);
        }
    }

    private boolean start() {
        TreeMap<String, Object> memo = new TreeMap<>();
        memo.put("cluster", ref.cluster());
        memo.put("requestedBy", requestedBy);
        // The node that gave the lock its name may be forgotten while it is held.
        memo.put(ClusterLockWorkflow.NODES, nodeIds);
        ClusterLockWorkflow lock = Workflow.newChildWorkflowStub(
                ClusterLockWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(lockId)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)
                        .setMemo(memo)
                        .setStaticSummary("holds " + ref.cluster())
                        .build());
        Promise<Void> running = Async.procedure(lock::hold);
        try {
            Workflow.getWorkflowExecution(lock).get();
        } catch (ChildWorkflowFailure e) {
            return false;
        }
        held = running;
        return true;
    }
}
