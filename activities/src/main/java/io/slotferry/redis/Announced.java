package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a view announces its nodes: at the IP address, or at the hostname where that is preferred. */
final class Announced {

    private static final long TIMEOUT_MS = 2_000;
    private static final String PREFERRED = "cluster-preferred-endpoint-type";

    private final boolean hostnames;

    private Announced(boolean hostnames) {
        this.hostnames = hostnames;
    }

    /** What the configuration says, else what the cluster tells its clients to prefer. */
    static Announced of(ClusterConfig config, NodeLink link) {
        Boolean configured = config.preferHostnames();
        return new Announced(configured != null ? configured : preferred(link).equals("hostname"));
    }

    private static String preferred(NodeLink link) {
        var pair = link.call(TIMEOUT_MS, "CONFIG", "GET", PREFERRED).list();
        return pair.size() < 2 ? "" : new Reply(pair.get(1), null).text();
    }

    /** By node id; without those that the view knows no address of. */
    Map<String, Endpoint> in(ClusterView view, Endpoint asked) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        for (Node node : view.nodes()) {
            if (node.port() > 0 && !node.has(NodeFlag.NOADDR) && !node.has(NodeFlag.HANDSHAKE)) {
                // A node that was never met has no address of its own yet: it is where we asked it.
                String host = node.host().isEmpty() ? asked.host() : node.host();
                endpoints.put(node.id(), new Endpoint(named(node.hostname()) ? node.hostname() : host, node.port()));
            }
        }
        return endpoints;
    }

    private boolean named(@Nullable String hostname) {
        return hostnames && hostname != null && !hostname.isBlank() && !hostname.equals("?");
    }
}
