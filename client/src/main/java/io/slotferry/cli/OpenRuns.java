package io.slotferry.cli;

import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.TaskQueues;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the run a command means when the operator names none. */
final class OpenRuns {

    private static final int LISTED_MAX = 100;
    private static final int NAMED_MAX = 5;

    private OpenRuns() {}

    static String pick(@Nullable String workflowId, TemporalConnection temporal) {
        if (workflowId != null) {
            return workflowId;
        }
        List<String> open = open(temporal);
        return theOnlyOne(open, open.isEmpty() ? newest(temporal) : "");
    }

    /** For a command that reads what is left of a run: the only open one, or the one that was started last. */
    static String pickOrLast(@Nullable String workflowId, TemporalConnection temporal) {
        if (workflowId != null) {
            return workflowId;
        }
        List<String> open = open(temporal);
        String last = open.isEmpty() ? newest(temporal) : "";
        return last.isEmpty() ? theOnlyOne(open, last) : last;
    }

    /** {@code newest} is the run an operator may mean when none is open; empty if there is none. */
    static String theOnlyOne(List<String> open, String newest) {
        if (open.size() == 1) {
            return open.get(0);
        }
        if (open.isEmpty()) {
            throw CliFailure.badInput("no run of type Reshard or Repair is open on task queue " + TaskQueues.SLOTFERRY
                    + "; name an ended one by its workflow id" + (newest.isEmpty() ? "" : "; the last was " + newest));
        }
        String named = String.join(", ", open.subList(0, Math.min(NAMED_MAX, open.size())));
        String rest = open.size() > NAMED_MAX ? " and " + (open.size() - NAMED_MAX) + " more" : "";
        throw CliFailure.badInput(
                open.size() + " runs are open: " + named + rest + "; say which one by its workflow id");
    }

    private static List<String> open(TemporalConnection temporal) {
        try {
            return byQuery(temporal, " AND ExecutionStatus = 'Running'");
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
                throw e;
            }
            return byType(temporal);
        }
    }

    private static String newest(TemporalConnection temporal) {
        try {
            return byQuery(temporal, "").stream().findFirst().orElse("");
        } catch (StatusRuntimeException e) {
            // Only a hint: a server that cannot list has none.
            return "";
        }
    }

    private static List<String> byQuery(TemporalConnection temporal, String more) {
        ListWorkflowExecutionsRequest request = ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setPageSize(LISTED_MAX)
                .setQuery("WorkflowType IN ('Reshard', 'Repair') AND TaskQueue = '" + TaskQueues.SLOTFERRY + "'" + more)
                .build();
        return ids(
                temporal.stubs().blockingStub().listWorkflowExecutions(request).getExecutionsList());
    }

    /** For servers without visibility queries, such as the in-memory test server. */
    private static List<String> byType(TemporalConnection temporal) {
        ListOpenWorkflowExecutionsRequest request = ListOpenWorkflowExecutionsRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setMaximumPageSize(LISTED_MAX)
                .setStartTimeFilter(StartTimeFilter.newBuilder()
                        .setEarliestTime(Timestamps.EPOCH)
                        .setLatestTime(Timestamps.fromMillis(System.currentTimeMillis() + 60_000)))
                .setTypeFilter(WorkflowTypeFilter.newBuilder().setName("Reshard"))
                .build();
        return ids(temporal.stubs()
                .blockingStub()
                .listOpenWorkflowExecutions(request)
                .getExecutionsList());
    }

    private static List<String> ids(List<WorkflowExecutionInfo> runs) {
        return runs.stream()
                .filter(info ->
                        info.getTaskQueue().isEmpty() || info.getTaskQueue().equals(TaskQueues.SLOTFERRY))
                .map(info -> info.getExecution().getWorkflowId())
                // Dry runs of `plan` are of type Reshard too, but nobody wants to pause one.
                .filter(id -> !id.startsWith(ReshardRequest.PLAN_PREFIX))
                .toList();
    }
}
