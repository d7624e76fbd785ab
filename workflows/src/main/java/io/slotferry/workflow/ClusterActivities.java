package io.slotferry.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port to a whole cluster: everything that looks and plans. None of it changes a cluster. */
@ActivityInterface
public interface ClusterActivities {

    /** Type of the failure of an activity that asks for a node that nobody who answers knows. */
    String UNKNOWN_NODE = "io.slotferry.redis.UnknownNode";

    /** @param nodes addresses of nodes that the asking run has met, for where no seed answers; null in histories of an earlier release */
    @ActivityMethod(name = "IdentifyCluster")
    Identity identify(String cluster, @Nullable List<String> nodes);

    @ActivityMethod(name = "PrepareReshard")
    Prepared prepare(PrepareRequest request);

    @ActivityMethod(name = "WeighSlots")
    Weighed weigh(WeighRequest request);

    /** Who stands for the two ends of a lane now. Unchanged ends are a result like any other. */
    @ActivityMethod(name = "WatchLane")
    Heirs watch(WatchRequest request);

    /** Waits a bounded time for every node, replicas included, to name the new owners and to show no mark. */
    @ActivityMethod(name = "VerifyOwners")
    Look verify(VerifyRequest request);

    @ActivityMethod(name = "DiagnoseCluster")
    Look diagnose(String cluster);
}
