package io.slotferry.worker;

import io.slotferry.redis.ClusterConfig;
import io.slotferry.redis.ClusterDirectory;
import java.util.List;

/**
 * The clusters of the configuration file, and any other given by address. An address is used without credentials even if a configured cluster has it as a seed: whoever wants that cluster's credentials names the cluster.
 */
final class ConfiguredClusters implements ClusterDirectory {

    private static final int NAMES_SHOWN_MAX = 8;

    private final WorkerConfig config;
    private final Surroundings surroundings;
    private final String place;

    ConfiguredClusters(WorkerConfig config, Surroundings surroundings) {
        this(config, surroundings, "on this worker");
    }

    /** @param place where a cluster would have to be configured, after that word in a sentence */
    ConfiguredClusters(WorkerConfig config, Surroundings surroundings, String place) {
        this.config = config;
        this.surroundings = surroundings;
        this.place = place;
    }

    @Override
    public ClusterConfig find(String cluster) {
        String name = cluster.trim();
        ClusterSettings settings = config.clusters().get(name);
        if (settings != null) {
            return settings.resolve(surroundings);
        }
        if (name.indexOf(':') < 0) {
            throw new ConfigException("no cluster \"" + shorten(name) + "\" is configured " + place + "; " + known()
                    + ", or give host:port of one node");
        }
        List<String> texts = List.of(name.split(",", -1));
        return ClusterConfig.plain(name, Addresses.seeds("\"cluster\"", texts));
    }

    private String known() {
        List<String> names = List.copyOf(config.clusters().keySet());
        if (names.isEmpty()) {
            return "it has none";
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN_MAX)));
        int rest = names.size() - NAMES_SHOWN_MAX;
        String all = rest > 0 ? shown + " and " + rest + " more" : shown;
        return "it knows " + (all.length() <= 160 ? all : all.substring(0, 160) + "...");
    }

    private static String shorten(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }
}
