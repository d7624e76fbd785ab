package io.slotferry.worker;

import io.slotferry.redis.ClusterConfig;
import io.slotferry.redis.Credentials;
import io.slotferry.redis.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One cluster of the configuration file, without its secrets.
 *
 * @param name as requests name it
 * @param seeds nodes to ask first; 1 to 64
 * @param user ACL user; null for the default user
 * @param password null where none is needed
 * @param migrateUser user that MIGRATE shows to the target; only with migratePassword
 * @param migratePassword null to let MIGRATE use user and password
 * @param tls null for plain connections
 * @param preferHostnames null for what the cluster tells its clients
 * @param addresses announced address to the one this worker can reach
 */
record ClusterSettings(
        String name,
        List<Endpoint> seeds,
        @Nullable String user,
        @Nullable PasswordSource password,
        @Nullable String migrateUser,
        @Nullable PasswordSource migratePassword,
        ClusterConfig.@Nullable Tls tls,
        @Nullable Boolean preferHostnames,
        Map<Endpoint, Endpoint> addresses) {

    ClusterSettings {
        seeds = List.copyOf(seeds);
        addresses = Map.copyOf(addresses);
    }

    /**
     * Reads the secrets as they are now.
     *
     * @throws ConfigException with a sentence that names the key whose secret is not there
     */
    ClusterConfig resolve(Surroundings surroundings) {
        Credentials own = credentials(user, password, surroundings);
        Credentials migrate = migratePassword == null ? own : credentials(migrateUser, migratePassword, surroundings);
        return new ClusterConfig(name, seeds, own, migrate, tls, preferHostnames, addresses);
    }

    private static Credentials credentials(
            @Nullable String user, @Nullable PasswordSource password, Surroundings surroundings) {
        return password == null ? Credentials.NONE : new Credentials(user, password.read(surroundings));
    }
}
