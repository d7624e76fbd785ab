package io.slotferry.redis;

import io.temporal.client.WorkflowClient;
import java.util.List;

/** Everything a worker registers to serve Slotferry's activities. Close it after the worker has stopped. */
public final class SlotferryActivities implements AutoCloseable {

    private final Sessions sessions;
    private final List<Object> implementations;

    /**
     * @param clusters where the clusters of this worker are
     * @param temporal for the lock on a cluster: which runs are open
     */
    public SlotferryActivities(ClusterDirectory clusters, WorkflowClient temporal) {
        sessions = new Sessions(clusters);
        OpenRuns runs = new OpenRuns(temporal);
        implementations = List.of(
                new ClusterActivitiesImpl(sessions, runs),
                new SlotActivitiesImpl(sessions),
                new RepairActivitiesImpl(sessions, runs));
    }

    /** Activity implementations to register on task queue {@code slotferry}. */
    public List<Object> implementations() {
        return implementations;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
