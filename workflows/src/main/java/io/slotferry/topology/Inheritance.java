package io.slotferry.topology;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which replica of a dead primary should take its place: who has received the most of it. Offsets compare only within one replication id: a replica that was told to follow another primary and never got to it shows the offset of its former life.
 */
public final class Inheritance {

    private static final String LINK = "master_link_status";
    private static final String DOWN_SINCE = "master_link_down_since_seconds";
    private static final String REPLICATION_ID = "master_replid";

    /** What a server says of a link that it never had since it started or was told whom to follow. */
    private static final long NEVER = -1;

    private final ClusterTopology topology;

    public Inheritance(ClusterTopology topology) {
        this.topology = topology;
    }

    /** Replicas of this primary that answer, the best one first. */
    public List<String> heirs(String primaryId) {
        List<String> heirs = topology.replicasOf(primaryId).stream()
                .map(Node::id)
                .filter(topology::answered)
                .toList();
        Comparator<String> best = Comparator.comparing(this::doubtful)
                // Of two histories the one that was linked last.
                .thenComparing(id -> sharing(id)
                        .mapToLong(this::downSince)
                        .filter(seconds -> seconds != NEVER)
                        .min()
                        .orElse(0))
                .thenComparing(this::replicationId)
                .thenComparing(id -> -number(id, "slave_repl_offset"));
        return heirs.stream().sorted(best).toList();
    }

    /** Whether this replica may never have had a key of its primary: neither it nor another one with the same history was linked to it since it started or was told to follow it, or its history is that of another primary that lives. */
    public boolean doubtful(String replicaId) {
        return sharing(replicaId).allMatch(id -> downSince(id) == NEVER)
                || topology.primaries().stream()
                        .map(Node::id)
                        .filter(topology::answered)
                        .anyMatch(other -> !replicationId(other).isEmpty()
                                && replicationId(other).equals(replicationId(replicaId)));
    }

    /** It and the replicas of its primary with the same history. */
    private Stream<String> sharing(String replicaId) {
        String primaryId = topology.node(replicaId).map(Node::primaryId).orElse("");
        return topology.replicasOf(primaryId).stream()
                .map(Node::id)
                .filter(topology::answered)
                .filter(id -> id.equals(replicaId)
                        || (!replicationId(id).isEmpty() && replicationId(id).equals(replicationId(replicaId))));
    }

    private long downSince(String id) {
        return said(id, LINK).equals("down") ? number(id, DOWN_SINCE) : 0;
    }

    private String replicationId(String id) {
        return said(id, REPLICATION_ID);
    }

    private long number(String id, String field) {
        String value = said(id, field);
        return value.matches("-?\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    private String said(String id, String field) {
        return topology.observation(id)
                .map(seen -> seen.info().getOrDefault(field, ""))
                .orElse("");
    }
}
