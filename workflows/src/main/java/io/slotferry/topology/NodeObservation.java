package io.slotferry.topology;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything one node told us in one look, or why it did not.
 *
 * @param address where we asked, {@code host:port}
 * @param error one sentence why it could not be asked; null if it answered
 * @param view its CLUSTER NODES; null exactly if there is an error
 * @param clusterInfo CLUSTER INFO, for example {@code cluster_state}
 * @param info INFO (server, memory, persistence, replication, keyspace), for example {@code run_id}, {@code redis_version}, {@code used_memory}; each keyspace line under its own key, {@code db0}
 * @param config CONFIG GET values that matter, empty where the right is missing
 * @param functions function libraries with their code's digest, sorted; empty before 7.0
 * @param missingRights what the configured users may not do here, the one of MIGRATE included
 * @param nativeMigrations running CLUSTER MIGRATESLOTS jobs, one line each; empty where there are none
 * @param shardMates ids of the nodes of its shard, where a dead former primary makes that matter; else empty
 */
public record NodeObservation(
        String address,
        @Nullable String error,
        @Nullable ClusterView view,
        Map<String, String> clusterInfo,
        Map<String, String> info,
        Map<String, String> config,
        List<String> functions,
        List<MissingRight> missingRights,
        List<String> nativeMigrations,
        List<String> shardMates) {

    /** Of what a server says that is silent on the bus as well. With any other excuse it is heard there: who is declared failed then has lost its address to somebody else. */
    private static final List<String> OWN_WORDS = List.of("loading its data", "busy with a script");

    public static NodeObservation unreachable(String address, String error) {
        return unreachable(address, error, null);
    }

    /** @param right what the configured user lacks, where that is why the node did not answer */
    public static NodeObservation unreachable(String address, String error, @Nullable MissingRight right) {
        return new NodeObservation(
                address,
                error,
                null,
                Collections.emptyMap(),
                Collections.emptyMap(),
                Collections.emptyMap(),
                List.of(),
                right == null ? List.of() : List.of(right),
                List.of(),
                List.of());
    }

    public boolean reachable() {
        return view != null;
    }

    /** Whether a server that could not be asked told us itself what keeps it, from its clients and from the others: it has its data, or is about to. One that only accepts connections may hang for ever. */
    public boolean excusesItself() {
        // Its name may be anything.
        String said = error == null ? "" : error.replace(address, "");
        return OWN_WORDS.stream().anyMatch(said::contains);
    }
}
