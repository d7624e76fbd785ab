package io.slotferry.redis;

/** Finds the configuration behind the {@code cluster} of a request. */
@FunctionalInterface
public interface ClusterDirectory {

    /**
     * @param cluster a configured name, or {@code host:port[,host:port...]} for a cluster without credentials
     * @throws IllegalArgumentException with one sentence for the operator if there is no such cluster
     */
    ClusterConfig find(String cluster);
}
