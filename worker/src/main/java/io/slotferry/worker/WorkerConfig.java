package io.slotferry.worker;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file says. It holds no secret, only where secrets are.
 *
 * @param file where it was read; null if there is no file
 * @param clusters by name, in the order of the names; may be empty
 * @param limits how much one process does at a time
 */
record WorkerConfig(@Nullable Path file, Map<String, ClusterSettings> clusters, WorkerLimits limits) {

    /** A worker without a file serves clusters given as {@code host:port}. */
    static final WorkerConfig NONE = new WorkerConfig(null, Map.of(), WorkerLimits.DEFAULTS);

    WorkerConfig {
        clusters = Collections.unmodifiableMap(new TreeMap<>(clusters));
    }

    /** Fails with a sentence if a secret is missing now, rather than in the middle of the first run. */
    void checkSecrets(Surroundings surroundings) {
        clusters.values().forEach(cluster -> cluster.resolve(surroundings));
    }

    /** One line for the operator. */
    String summary() {
        String where = file == null ? "no configuration file" : file.toString();
        int count = clusters.size();
        String names = clusters.isEmpty() ? "" : " (" + String.join(", ", clusters.keySet()) + ")";
        return where + ": " + count + (count == 1 ? " cluster" : " clusters") + " configured" + names;
    }
}
