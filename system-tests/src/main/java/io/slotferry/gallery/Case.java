package io.slotferry.gallery;

import java.util.List;
import java.util.Map;

/**
 * One broken state.
 *
 * @param name of its folder
 * @param story what happened, for people
 * @param servers patterns like {@code redis-*} or {@code !valkey-9.1}; empty for all
 * @param replicas replicas of each primary, 1 unless said
 * @param config lines of every server's configuration; a case with any gets a cluster of its own
 * @param breaking steps that break a healthy cluster, as {@link Breaker} reads them
 * @param clients whether clients read and write all slots while it is repaired
 * @param notInCi why CI leaves it out: slow, or it does not hold yet; empty if it is among what CI runs
 * @param during steps carried out while it is repaired, for example {@code when owner 600 B} and then {@code kill A}
 * @param request fields of the request beside {@code cluster}, as JSON; empty for none
 * @param expected how it must be judged and end
 */
public record Case(
        String name,
        String story,
        List<String> servers,
        int replicas,
        Map<String, String> config,
        List<String> breaking,
        boolean clients,
        String notInCi,
        List<String> during,
        String request,
        Expected expected) {

    public Case {
        servers = List.copyOf(servers);
        breaking = List.copyOf(breaking);
        during = List.copyOf(during);
    }

    /** Whether the state can be made on this server. */
    public boolean appliesTo(String server) {
        boolean wanted = servers.stream().allMatch(pattern -> pattern.startsWith("!"));
        for (String pattern : servers) {
            boolean no = pattern.startsWith("!");
            if (server.matches(
                    (no ? pattern.substring(1) : pattern).replace(".", "\\.").replace("*", ".*"))) {
                wanted = !no;
            }
        }
        return wanted;
    }

    @Override
    public String toString() {
        return name;
    }
}
