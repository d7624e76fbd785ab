package io.slotferry.redis;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Report;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.workflow.ClusterLockWorkflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Temporal knows of other runs: who holds a cluster, and what earlier runs of the same workflow id had planned. */
final class OpenRuns {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRuns.class);

    /** Earlier runs of one workflow id that are looked at. */
    private static final int EARLIER_MAX = 20;

    /** Locks, one a cluster, that are looked at. */
    private static final int LOCKS_MAX = 200;

    private final WorkflowClient temporal;

    OpenRuns(WorkflowClient temporal) {
        this.temporal = temporal;
    }

    /**
     * One sentence naming the run that holds the cluster with these nodes; empty if none does. Every node id is asked: two runs may have met the cluster before and after it grew. A lock that outlived its run is ended.
     *
     * @param asker the run that wants the cluster
     */
    String holder(List<String> nodeIds, WorkflowExecution asker) {
        for (String id : nodeIds) {
            WorkflowExecutionInfo lock = describe(ClusterLockWorkflow.ID_PREFIX + id);
            if (running(lock) && !endIfOrphaned(lock, asker)) {
                return sentence(lock);
            }
        }
        return holderByMemo(nodeIds, asker);
    }

    /**
     * The server ends a lock with its run, but not where that run was ended by a reset (server 1.29). The run that the reset began has the same workflow id: where it goes on after the point at which the lock was taken, the lock is
     * still its own.
     */
    private boolean endIfOrphaned(WorkflowExecutionInfo lock, WorkflowExecution asker) {
        WorkflowExecution parent = lock.getParentExecution();
        boolean byHand = parent.getWorkflowId().isEmpty();
        if (byHand || parent.getRunId().equals(asker.getRunId()) || running(describe(parent))) {
            return false;
        }
        WorkflowExecutionInfo latest = describe(parent.getWorkflowId());
        if (running(latest) && !latest.getExecution().getRunId().equals(asker.getRunId())) {
            return false;
        }
        LOG.info(
                "the lock {} outlived its run and is ended", lock.getExecution().getWorkflowId());
        try {
            temporal.getWorkflowServiceStubs()
                    .blockingStub()
                    .terminateWorkflowExecution(TerminateWorkflowExecutionRequest.newBuilder()
                            .setNamespace(temporal.getOptions().getNamespace())
                            .setWorkflowExecution(lock.getExecution())
                            .setReason("its run " + parent.getWorkflowId() + " is closed")
                            .build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
        return true;
    }

    private static boolean running(WorkflowExecutionInfo info) {
        return info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    /** Locks whose own node id nobody knows any more, as far as visibility, which may lag, has them. */
    private String holderByMemo(List<String> nodeIds, WorkflowExecution asker) {
        try (Stream<WorkflowExecutionMetadata> locks =
                temporal.listExecutions("WorkflowType = 'ClusterLock' AND ExecutionStatus = 'Running'")) {
            return locks.limit(LOCKS_MAX)
                    .filter(lock -> {
                        String[] nodes = (String[]) lock.getMemo(ClusterLockWorkflow.NODES, String[].class);
                        return nodes != null && List.of(nodes).stream().anyMatch(nodeIds::contains);
                    })
                    .map(lock -> describe(lock.getExecution().getWorkflowId()))
                    .filter(lock -> running(lock) && !endIfOrphaned(lock, asker))
                    .map(OpenRuns::sentence)
                    .findFirst()
                    .orElse("");
        } catch (RuntimeException e) {
            LOG.debug("locks cannot be listed", e);
            return "";
        }
    }

    private static String sentence(WorkflowExecutionInfo lock) {
        ByteString by = lock.getMemo()
                .getFieldsOrDefault("requestedBy", io.temporal.api.common.v1.Payload.getDefaultInstance())
                .getData();
        Instant since = Instant.ofEpochSecond(lock.getStartTime().getSeconds());
        return "this cluster is held by run \"" + lock.getParentExecution().getWorkflowId() + "\" since " + since
                + ", requested by " + by.toString(StandardCharsets.UTF_8).replace("\"", "")
                + "; wait for it, or cancel it";
    }

    /** The latest run of this workflow id. */
    private WorkflowExecutionInfo describe(String workflowId) {
        return describe(WorkflowExecution.newBuilder().setWorkflowId(workflowId).build());
    }

    private WorkflowExecutionInfo describe(WorkflowExecution execution) {
        try {
            return temporal.getWorkflowServiceStubs()
                    .blockingStub()
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(temporal.getOptions().getNamespace())
                            .setExecution(execution)
                            .build())
                    .getWorkflowExecutionInfo();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return WorkflowExecutionInfo.getDefaultInstance();
            }
            throw e;
        }
    }

    /** Moves that earlier runs of this workflow id had planned: slots they left open are ours. */
    List<SlotMove> plannedBefore(String workflowId, String thisRun) {
        return planned(
                "WorkflowId = '" + workflowId.replace("'", "\\'") + "' AND WorkflowType = 'Reshard'",
                run -> run.getExecution().getRunId().equals(thisRun) ? List.of() : plan(run));
    }

    /**
     * Moves that the latest runs had planned and may have left open, whoever started them: which way a slot was going. Node ids tell which cluster they are about. Of a run that ended by itself that are the slots it parked: marks that
     * were set on others since are none of its.
     */
    List<SlotMove> unfinishedByAnyone() {
        return planned("WorkflowType = 'Reshard'", this::leftOpen);
    }

    private List<SlotMove> leftOpen(WorkflowExecutionMetadata run) {
        List<SlotMove> plan = plan(run);
        Report left = report(run);
        if (left == null || left.more() > 0) {
            return plan;
        }
        SlotSet parked = left.parked().stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
        return plan.stream()
                .map(move -> new SlotMove(move.slots().and(parked), move.from(), move.to()))
                .filter(move -> !move.slots().isEmpty())
                .toList();
    }

    /** What it left when it ended, or the run it continued as; null if nothing that can be read: then all of its plan may be open. */
    private @Nullable Report report(WorkflowExecutionMetadata run) {
        try {
            boolean continued = run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;
            WorkflowExecutionMetadata last = continued
                    ? new WorkflowExecutionMetadata(
                            describe(run.getExecution().getWorkflowId()),
                            temporal.getOptions().getDataConverter())
                    : run;
            return (Report) last.getMemo(Report.MEMO_KEY, Report.class);
        } catch (RuntimeException e) {
            LOG.warn("the report of run {} cannot be read", run.getExecution().getWorkflowId(), e);
            return null;
        }
    }

    private static List<SlotMove> plan(WorkflowExecutionMetadata run) {
        SlotMove[] moves = (SlotMove[]) run.getMemo("plan", SlotMove[].class);
        return moves == null ? List.of() : List.of(moves);
    }

    private List<SlotMove> planned(String query, Function<WorkflowExecutionMetadata, List<SlotMove>> moves) {
        List<SlotMove> planned = new ArrayList<>();
        try (Stream<WorkflowExecutionMetadata> runs = temporal.listExecutions(query)) {
            runs.limit(EARLIER_MAX).forEach(run -> planned.addAll(moves.apply(run)));
        } catch (RuntimeException e) {
            // A server without visibility (the in-process test server): then no open slot is known to be ours.
            LOG.debug("earlier runs cannot be listed", e);
        }
        return planned;
    }
}
