package io.slotferry.redis;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one cluster. Lives in the worker only: it holds secrets.
 *
 * @param name as the request names it
 * @param seeds nodes to ask first; at least one
 * @param credentials for every connection of ours
 * @param migrateCredentials what MIGRATE sends to the target with AUTH2; the same as credentials unless configured
 * @param tls null for plain connections
 * @param preferHostnames whether to dial the hostnames that nodes announce instead of their IP addresses; null for what the cluster tells its clients
 * @param addresses announced {@code host:port} to the one this worker can reach; MIGRATE still uses the one that the source knows
 */
public record ClusterConfig(
        String name,
        List<Endpoint> seeds,
        Credentials credentials,
        Credentials migrateCredentials,
        @Nullable Tls tls,
        @Nullable Boolean preferHostnames,
        Map<Endpoint, Endpoint> addresses) {

    public ClusterConfig {
        seeds = List.copyOf(seeds);
        addresses = Map.copyOf(addresses);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("cluster " + name + " has no seeds");
        }
    }

    /**
     * TLS to every node.
     *
     * @param caFile PEM with the authorities to trust; null for the JDK's
     * @param certFile PEM client certificate; null for none
     * @param keyFile PEM private key of the certificate
     * @param verifyHost whether the host name must match the certificate; on by default
     */
    public record Tls(
            @Nullable String caFile, @Nullable String certFile, @Nullable String keyFile, boolean verifyHost) {}

    /** A cluster that needs nothing but addresses. */
    public static ClusterConfig plain(String name, List<Endpoint> seeds) {
        return new ClusterConfig(name, seeds, Credentials.NONE, Credentials.NONE, null, null, Map.of());
    }

    /** The address this worker dials for an announced one. */
    public Endpoint reachable(Endpoint announced) {
        return addresses.getOrDefault(announced, announced);
    }
}
