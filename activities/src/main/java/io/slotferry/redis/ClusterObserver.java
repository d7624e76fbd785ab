package io.slotferry.redis;

import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.NodeObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks every node of a cluster, not only the seed, and keeps who says what. Nodes are asked at the same time, so one that is silent costs its own timeout only. */
final class ClusterObserver {

    private static final int AT_ONCE_MAX = 32;
    private static final long NODE_MAX_MS = 5_000;

    private final ClusterConfig config;
    private final Links links;
    private final String name;

    ClusterObserver(ClusterConfig config, Links links, String name) {
        this.config = config;
        this.links = links;
        this.name = name;
    }

    /** @throws NodeException if no seed answers as a cluster node */
    List<NodeObservation> observe() {
        Map<String, Endpoint> endpoints = endpoints();
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE_MAX, endpoints.size())));
        try {
            List<Future<NodeObservation>> asked = new ArrayList<>();
            endpoints.values().forEach(endpoint -> asked.add(pool.submit(() -> observe(endpoint))));
            List<NodeObservation> answers = new ArrayList<>();
            int i = 0;
            for (Endpoint endpoint : endpoints.values()) {
                answers.add(await(asked.get(i++), endpoint));
            }
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Every node's announced address, from the first seed that answers. */
    private Map<String, Endpoint> endpoints() {
        NodeException first = null;
        for (Endpoint seed : config.seeds()) {
            try (NodeLink link = links.open(config, seed, name, 0)) {
                ClusterView view = NodeProbe.view(link);
                Map<String, Endpoint> endpoints = new LinkedHashMap<>();
                for (Node node : view.nodes()) {
                    if (node.port() > 0 && !node.has(NodeFlag.NOADDR) && !node.has(NodeFlag.HANDSHAKE)) {
                        String host = node.host().isEmpty() ? seed.host() : node.host();
                        endpoints.put(node.id(), new Endpoint(host, node.port()));
                    }
                }
                return endpoints;
            } catch (NodeException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new NodeException("cluster " + config.name() + " has no seeds") : first;
    }

    private NodeObservation observe(Endpoint endpoint) {
        try (NodeLink link = links.open(config, endpoint, name, 0)) {
            return new NodeProbe(link).observe(endpoint.toString());
        } catch (NodeException e) {
            return NodeObservation.unreachable(endpoint.toString(), e.getMessage());
        }
    }

    private static NodeObservation await(Future<NodeObservation> asked, Endpoint endpoint) {
        try {
            return asked.get(NODE_MAX_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return NodeObservation.unreachable(endpoint.toString(), endpoint + " did not answer within 5 s");
        } catch (ExecutionException e) {
            return NodeObservation.unreachable(endpoint.toString(), endpoint + " gave an answer that cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException("interrupted while asking " + endpoint);
        }
    }

    static ClusterView parse(Reply nodes) {
        return ClusterNodesParser.parse(nodes.text());
    }
}
