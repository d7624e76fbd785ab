package io.slotferry.redis;

import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.NodeObservation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks every node of a cluster, not only the seed, and keeps who says what. Nodes are asked at the same time, so one that is silent costs its own timeout only. */
final class ClusterObserver {

    private static final int AT_ONCE_MAX = 32;

    /** Views of views: two find everybody unless the cluster is torn in three. */
    private static final int ROUNDS_MAX = 3;

    private static final long NODE_MAX_MS = 5_000;

    /** How long seeds may be busy, in milliseconds. */
    private static final long SEED_BUSY_MAX_MS = 12_000;

    private final ClusterConfig config;
    private final Links links;
    private final String name;
    private final List<Endpoint> met;
    private @Nullable Announced announced;

    /** @param met where nodes of this cluster were: asked if no seed answers */
    ClusterObserver(ClusterConfig config, Links links, String name, List<Endpoint> met) {
        this.met = met;
        this.config = config;
        this.links = links;
        this.name = name;
    }

    /** @throws NodeException if no seed answers as a cluster node, or no node where it announces itself */
    List<NodeObservation> observe() {
        List<NodeObservation> answers = new ArrayList<>();
        Map<String, Endpoint> asked = new LinkedHashMap<>();
        Map<String, Endpoint> next = seedView();
        next.putAll(strayed(next));
        // A node that only others know is asked too: a seed may have been partitioned away from it.
        for (int round = 0; round < ROUNDS_MAX && !next.isEmpty(); round++) {
            asked.putAll(next);
            List<NodeObservation> fresh = observe(next.values()).stream()
                    .map(answer -> Misled.checked(config, asked, answer))
                    .toList();
            answers.addAll(fresh);
            next = new LinkedHashMap<>();
            for (NodeObservation answer : fresh) {
                if (answer.view() != null && announced != null) {
                    next.putAll(announced.in(answer.view(), Endpoint.parse(answer.address())));
                }
            }
            next.keySet().removeAll(asked.keySet());
        }
        if (answers.stream().noneMatch(NodeObservation::reachable)) {
            NodeObservation first = answers.get(0);
            if (answers.stream().noneMatch(answer -> answer.missingRights().isEmpty())) {
                throw new NodeException(
                        Endpoint.parse(first.address()), first.missingRights().get(0));
            }
            throw new NodeException("A seed answers, but no node where it announces itself (see addresses and"
                    + " preferHostnames): "
                    + answers.stream().map(NodeObservation::error).findFirst().orElse("none announces itself"));
        }
        return answers;
    }

    private List<NodeObservation> observe(Collection<Endpoint> endpoints) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(AT_ONCE_MAX, endpoints.size()));
        try {
            Map<Endpoint, Future<NodeObservation>> asked = new LinkedHashMap<>();
            endpoints.forEach(endpoint -> asked.put(endpoint, pool.submit(() -> observe(endpoint))));
            List<NodeObservation> answers = new ArrayList<>();
            asked.forEach((endpoint, answer) -> answers.add(await(answer, endpoint)));
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }

    /** A seed that says what keeps it, or only does not answer, mostly does within seconds: a script, a pause, a fork. */
    private Map<String, Endpoint> seedView() {
        long until = System.nanoTime() + SEED_BUSY_MAX_MS * 1_000_000;
        while (true) {
            try {
                return anySeedsView();
            } catch (NodeException e) {
                if (!WhyNoLink.mayPass(e.getMessage()) || System.nanoTime() > until) {
                    throw e;
                }
                Meter.pause(100);
            }
        }
    }

    /** Every node's announced address, from the first seed that answers, else from the first other node. */
    private Map<String, Endpoint> anySeedsView() {
        NodeException first = null;
        Set<Endpoint> candidates = new LinkedHashSet<>(config.seeds());
        candidates.addAll(met);
        for (Endpoint seed : candidates) {
            try (NodeLink link = links.open(config, seed, name, 0)) {
                Announced fresh = Announced.of(config, link);
                announced = fresh;
                return fresh.in(NodeProbe.view(link), seed);
            } catch (NodeException e) {
                first = first == null || WhyNoLink.mayPass(e.getMessage()) ? e : first;
            }
        }
        throw first == null ? new NodeException("cluster " + config.name() + " has no seeds") : first;
    }

    /** Seeds that the first one does not know: a node that the others have forgotten is found at its own address only. */
    private Map<String, Endpoint> strayed(Map<String, Endpoint> known) {
        Map<String, Endpoint> strayed = new LinkedHashMap<>();
        for (Endpoint seed : config.seeds()) {
            if (config.seeds().size() > 1 && !known.containsValue(seed)) {
                try (NodeLink link = links.open(config, seed, name, 0)) {
                    String id = NodeProbe.view(link).myself().id();
                    if (!known.containsKey(id)) {
                        strayed.put(id, seed);
                    }
                } catch (NodeException e) {
                    // One seed that answers is enough; this one is no node of the cluster, as far as anybody knows.
                    continue;
                }
            }
        }
        return strayed;
    }

    private NodeObservation observe(Endpoint endpoint) {
        try (NodeLink link = links.open(config, endpoint, name, 0)) {
            return new NodeProbe(link, new RightsCheck(config, links)).observe(endpoint);
        } catch (NodeException e) {
            return NodeObservation.unreachable(endpoint.toString(), e.getMessage(), e.right());
        }
    }

    private static NodeObservation await(Future<NodeObservation> asked, Endpoint endpoint) {
        try {
            return asked.get(NODE_MAX_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return NodeObservation.unreachable(endpoint.toString(), endpoint + " " + WhyNoLink.LATE + " 5 s");
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
