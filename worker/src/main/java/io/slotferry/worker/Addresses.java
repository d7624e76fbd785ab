package io.slotferry.worker;

import io.slotferry.redis.Endpoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads node addresses that a person wrote. A URL with a user and password in it is refused and not repeated. */
final class Addresses {

    /** Most seeds of one cluster. One that answers is enough; the rest are for when it is down. */
    static final int SEEDS_MAX = 64;

    private Addresses() {}

    /**
     * @param where what the sentence starts with
     * @throws ConfigException if there is none, too many, or one that is not host:port
     */
    static List<Endpoint> seeds(String where, List<String> texts) {
        Set<Endpoint> seeds = new LinkedHashSet<>();
        texts.forEach(text -> seeds.add(one(where, text)));
        if (seeds.isEmpty() || seeds.size() > SEEDS_MAX) {
            throw new ConfigException(where + " must name 1 to " + SEEDS_MAX + " nodes as host:port, but names "
                    + (seeds.isEmpty() ? "none" : Integer.toString(seeds.size())));
        }
        return List.copyOf(seeds);
    }

    static Endpoint one(String where, String text) {
        if (text.indexOf('/') < 0 && text.indexOf('@') < 0 && text.length() <= 300) {
            try {
                return Endpoint.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(where + " must be host:port, for example 10.0.0.1:6379");
            }
        }
        throw new ConfigException(
                where + " must be host:port, for example 10.0.0.1:6379, without redis:// and without a user");
    }
}
