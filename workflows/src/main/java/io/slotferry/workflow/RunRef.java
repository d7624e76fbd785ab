package io.slotferry.workflow;

import java.util.Collection;
import java.util.List;

/**
 * Which run asks, on which cluster. The run is part of every connection's name, so that a takeover finds the connections of the ones before it (I11).
 *
 * @param cluster as the request names it
 * @param run the run's id
 * @param nodes addresses of nodes that the run has met: whom to ask where no seed answers, because a seed may die as any node
 */
public record RunRef(String cluster, String run, List<String> nodes) {

    /** More would be in every event, and one that answers is enough. */
    static final int NODES_MAX = 8;

    public RunRef {
        // Histories of an earlier release have none.
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
    }

    public RunRef(String cluster, String run) {
        this(cluster, run, List.of());
    }

    RunRef knowing(Collection<String> addresses) {
        return new RunRef(cluster, run, addresses.stream().limit(NODES_MAX).toList());
    }
}
