package io.slotferry.redis;

import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the nodes of a cluster are, by id: read from whoever answers, and again when one is not where it was. */
final class AddressBook {

    private static final long TIMEOUT_MS = 2_000;

    /** For a node that is connected already: it answers at once or is no help. */
    private static final long PEER_MS = 500;

    /** A node that refuses connections is looked for at another address at most so often. */
    private static final long REFRESH_NANOS = 1_000_000_000L;

    private final Supplier<ClusterConfig> config;
    private final Links links;
    private final String name;
    private final Function<String, @Nullable NodeLink> connected;
    private final ConcurrentHashMap<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private volatile List<Endpoint> met = List.of();
    private volatile @Nullable ClusterView view;
    private volatile @Nullable Announced announced;
    private volatile boolean nobodyKnows;
    private volatile long refreshedAt = System.nanoTime() - REFRESH_NANOS;

    /**
     * @param name of the connections that are opened to ask
     * @param connected the connection to a node that is open already; null if there is none
     */
    AddressBook(
            Supplier<ClusterConfig> config, Links links, String name, Function<String, @Nullable NodeLink> connected) {
        this.config = config;
        this.links = links;
        this.name = name;
        this.connected = connected;
    }

    /**
     * @throws UnknownNode if most answer and nobody knows the node
     * @throws NodeException if nobody answers
     */
    Endpoint of(String nodeId) {
        Endpoint known = endpoints.get(nodeId);
        if (known == null) {
            refresh(nodeId);
            known = endpoints.get(nodeId);
        }
        if (known == null) {
            if (nobodyKnows) {
                throw new UnknownNode(nodeId);
            }
            throw new NodeException(
                    "node " + Session.shortId(nodeId) + " has no address that a node which answers knows");
        }
        return known;
    }

    /** It does not accept connections there, and may have been started again under another address. */
    void refused(String nodeId) {
        if (mayRefresh()) {
            endpoints.remove(nodeId);
        }
    }

    /** Another node is there. */
    void forget(String nodeId) {
        endpoints.remove(nodeId);
    }

    /** Where nodes were, for whom nothing newer is known. */
    void met(List<Endpoint> nodes) {
        met = nodes.isEmpty() ? met : nodes;
    }

    /** Where a node of this cluster is or was. */
    List<Endpoint> everybody() {
        return Stream.concat(endpoints.values().stream(), met.stream())
                .distinct()
                .toList();
    }

    /** Nodes whose address is known. */
    List<String> known() {
        return List.copyOf(endpoints.keySet());
    }

    /** The node that announces this address, also one that joined a moment ago; empty if none does. */
    String idAt(Endpoint address) {
        String id = find(address);
        if (id.isEmpty() && mayRefresh()) {
            refresh("");
            id = find(address);
        }
        return id;
    }

    private String find(Endpoint address) {
        return endpoints.entrySet().stream()
                .filter(entry -> entry.getValue().equals(address))
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** Replicas of a node that are not known to be dead; as they were seen last. */
    List<String> replicasOf(String nodeId) {
        ClusterView seen = view;
        return seen == null
                ? List.of()
                : seen.nodes().stream()
                        .filter(node -> nodeId.equals(node.primaryId()) && !node.has(NodeFlag.FAIL))
                        .map(Node::id)
                        .toList();
    }

    /** Takes over addresses from what a node said. */
    void learn(ClusterView seen, Endpoint asked) {
        if (announced == null) {
            refresh("");
        }
        if (announced != null) {
            endpoints.putAll(announced.in(seen, asked));
        }
    }

    private boolean mayRefresh() {
        return System.nanoTime() - refreshedAt > REFRESH_NANOS;
    }

    /**
     * Asks the first seed, or the first known node, that answers for everybody's address.
     *
     * @param wanted a node to look for: further ones are asked until one knows it, because a seed may have been reset, or forgotten by the others; who is connected is asked first, which costs nothing. Empty for nobody
     */
    private void refresh(String wanted) {
        refreshedAt = System.nanoTime();
        if (!wanted.isEmpty() && knownToPeers(wanted)) {
            return;
        }
        Set<Endpoint> asked = new LinkedHashSet<>(config.get().seeds());
        asked.addAll(everybody());
        NodeException last = new NodeException("cluster " + config.get().name() + " has no seeds");
        int answered = 0;
        boolean named = false;
        for (Endpoint seed : asked) {
            try (NodeLink link = links.open(config.get(), seed, name, 0)) {
                named |= read(link, seed, TIMEOUT_MS).node(wanted).isPresent();
                answered++;
                if (wanted.isEmpty() || endpoints.containsKey(wanted)) {
                    return;
                }
            } catch (NodeException e) {
                last = e;
            }
        }
        // One without an address may get it back, and a few that answer may be those that were reset.
        nobodyKnows = !wanted.isEmpty() && !named && answered * 2 > asked.size();
        if (answered == 0) {
            throw last;
        }
    }

    private boolean knownToPeers(String wanted) {
        for (String peer : known()) {
            NodeLink link = peer.equals(wanted) ? null : connected.apply(peer);
            if (link != null) {
                try {
                    read(link, link.endpoint(), PEER_MS);
                } catch (NodeException e) {
                    continue;
                }
                if (endpoints.containsKey(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private ClusterView read(NodeLink link, Endpoint asked, long timeoutMs) {
        Reply nodes = link.call(timeoutMs, "CLUSTER", "NODES");
        if (nodes.failed()) {
            throw Refusal.of(asked, link.user(), "CLUSTER NODES", nodes.text());
        }
        ClusterView seen = ClusterNodesParser.parse(nodes.text());
        Announced fresh = Announced.of(config.get(), link);
        endpoints.putAll(fresh.in(seen, asked));
        announced = fresh;
        view = seen;
        return seen;
    }
}
