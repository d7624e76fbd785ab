package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one run to one cluster. All of it is a cache: closing a session at any moment costs time, never truth. */
final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final long TIMEOUT_MS = 2_000;

    /** Connections for SETSLOT steps to one Valkey node. */
    private static final int CONTROLS_MAX = 8;

    private final Supplier<ClusterConfig> configs;
    private final Links links;
    private final String run;
    private final String process;
    private final ConcurrentHashMap<String, Channel> channels = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Deque<Channel>> idle = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Semaphore> sources = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Pace> paces = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Object> opening = new ConcurrentHashMap<>();
    private final Mates mates = new Mates();
    private final AddressBook addresses;
    private volatile ClusterConfig config;
    private volatile long usedAt = System.nanoTime();

    /** @param configs reads the configuration of the cluster, with its passwords */
    Session(Supplier<ClusterConfig> configs, Links links, String run, String process) {
        this.configs = configs;
        this.config = configs.get();
        this.links = links;
        this.run = run;
        this.process = process;
        this.addresses = new AddressBook(this::config, links, name(Fence.LOOK), this::connected);
    }

    /** A connection and what the node behind it is. */
    record Channel(NodeLink link, NodeFacts facts) {}

    /** Read anew each time: passwords are rotated under a run. A file that is just being replaced counts once it is whole. */
    ClusterConfig config() {
        try {
            config = configs.get();
        } catch (IllegalArgumentException e) {
            LOG.warn("the configuration before is used: {}", e.getMessage());
        }
        return config;
    }

    /** Whether a node takes the user and the password that MIGRATE would show it now. */
    boolean letsMigrateIn(String nodeId) {
        return new RightsCheck(config(), links).letsMigrateIn(endpoint(nodeId));
    }

    /** @param nodes where the run has met nodes, as an earlier worker knew them */
    void met(List<Endpoint> nodes) {
        addresses.met(nodes);
    }

    List<Endpoint> everybody() {
        return addresses.everybody();
    }

    Mates mates() {
        return mates;
    }

    /** One MIGRATE in flight per source: fair, so that waves drain in the order they were opened. */
    Semaphore source(String nodeId) {
        return sources.computeIfAbsent(nodeId, id -> new Semaphore(1, true));
    }

    /** The pace of one lane: its share of the run's keys per second. */
    Pace pace(String from, String to) {
        return paces.computeIfAbsent(from + " " + to, lane -> new Pace());
    }

    /** The connection for SETSLOT steps. A fresh one ends every older one on that node first. */
    Channel control(String nodeId) {
        return channel(nodeId, Fence.CONTROL, 0);
    }

    /**
     * The connections for SETSLOT steps. A Valkey primary answers each SETSLOT only when its replicas have it, about 2 ms, and meanwhile reads nothing more from that connection: several wait side by side.
     *
     * @param slots how many slots are due: no more connections than these need, because a handshake by TLS costs much of a step's time
     */
    List<Channel> controls(String nodeId, int slots) {
        Channel first = control(nodeId);
        if (!first.facts.valkey8()) {
            return List.of(first);
        }
        List<Channel> all = new ArrayList<>(List.of(first));
        for (int i = 1; i < CONTROLS_MAX && i * SetSlot.CHUNK_SLOTS_VALKEY < slots; i++) {
            all.add(channel(nodeId, Fence.CONTROL + i, 0));
        }
        return all;
    }

    /** The same for a node of a view that was just taken: without replicas there is no wait, and every turn in which a node is told of slots costs it a file ({@link Taking#AT_ONCE_VALKEY}). */
    List<Channel> controls(String nodeId, int slots, ClusterView seen) {
        return seen.hasReplica(nodeId) ? controls(nodeId, slots) : List.of(control(nodeId));
    }

    Channel look(String nodeId) {
        return channel(nodeId, Fence.LOOK, 0);
    }

    Channel look(String nodeId, int database) {
        return channel(nodeId, Fence.LOOK, database);
    }

    /** The connection a wave's drain uses; in its own database, because MIGRATE reads from the selected one. One that an earlier wave left is renamed: a wave would wait for two handshakes otherwise. */
    Channel drain(String nodeId, int wave, int database) {
        String kind = "w" + wave;
        Deque<Channel> left = idle.get(nodeId + " " + database);
        Channel reused = left == null || channels.containsKey(key(nodeId, kind, database)) ? null : left.poll();
        if (reused != null && reused.link.isOpen()) {
            reused.link.call(TIMEOUT_MS, "CLIENT", "SETNAME", name(kind));
            channels.put(key(nodeId, kind, database), reused);
        }
        return channel(nodeId, kind, database);
    }

    void endDrain(int wave) {
        channels.entrySet().removeIf(entry -> {
            String[] key = entry.getKey().split(" ");
            boolean mine = key[1].equals("w" + wave);
            if (mine && entry.getValue().link.isOpen()) {
                idle.computeIfAbsent(key[0] + " " + key[2], id -> new ConcurrentLinkedDeque<>())
                        .add(entry.getValue());
            }
            return mine;
        });
    }

    private static String key(String nodeId, String kind, int database) {
        return nodeId + " " + kind + " " + database;
    }

    String name(String kind) {
        return Fence.name(run, kind, process);
    }

    private Channel channel(String nodeId, String kind, int database) {
        usedAt = System.nanoTime();
        String key = key(nodeId, kind, database);
        Channel known = channels.get(key);
        if (known != null && known.link.isOpen()) {
            return known;
        }
        // One at a time of each; others meanwhile: a handshake takes as long as everything else that is asked.
        synchronized (opening.computeIfAbsent(key, of -> new Object())) {
            known = channels.get(key);
            if (known != null && known.link.isOpen()) {
                return known;
            }
            Channel fresh = open(nodeId, kind, database);
            channels.put(key, fresh);
            return fresh;
        }
    }

    private Channel open(String nodeId, String kind, int database) {
        Endpoint endpoint = endpoint(nodeId);
        NodeLink link;
        try {
            link = links.open(config(), endpoint, name(kind), database);
        } catch (NodeException e) {
            if (!e.lacksDatabase()) {
                addresses.refused(nodeId);
            }
            throw e;
        }
        try {
            NodeFacts facts = NodeFacts.read(link);
            if (!facts.id().equals(nodeId)) {
                addresses.forget(nodeId);
                throw new NodeException("at " + endpoint + " there is another node now (" + shortId(facts.id())
                        + " instead of " + shortId(nodeId) + ")");
            }
            link.isNode(nodeId, endpoint);
            if (kind.startsWith(Fence.CONTROL)) {
                Fence.cutOffOthers(link, name(kind));
            }
            return new Channel(link, facts);
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    Endpoint endpoint(String nodeId) {
        return addresses.of(nodeId);
    }

    AddressBook addresses() {
        return addresses;
    }

    /** The connection for looking, if there is one already. */
    @Nullable
    NodeLink connected(String nodeId) {
        Channel open = channels.get(key(nodeId, Fence.LOOK, 0));
        return open != null && open.link.isOpen() ? open.link : null;
    }

    /** Ends whatever waits for this node: somebody else stands for it now. */
    void drop(String nodeId) {
        channels.forEach((key, channel) -> {
            if (key.startsWith(nodeId + " ")) {
                channel.link.close();
            }
        });
    }

    /** It is about to be. */
    void used() {
        usedAt = System.nanoTime();
    }

    boolean idleFor(long millis) {
        return System.nanoTime() - usedAt > millis * 1_000_000;
    }

    static String shortId(String id) {
        return id.length() <= 8 ? id : id.substring(0, 8);
    }

    @Override
    public void close() {
        channels.values().forEach(channel -> channel.link.close());
        channels.clear();
        idle.values().forEach(left -> left.forEach(channel -> channel.link.close()));
        idle.clear();
    }
}
