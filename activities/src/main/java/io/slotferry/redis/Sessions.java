package io.slotferry.redis;

import io.slotferry.workflow.RunRef;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of this worker process. */
final class Sessions implements AutoCloseable {

    /** A session nobody used for this long is closed, in milliseconds. */
    private static final long IDLE_MAX_MS = 120_000;

    private final ClusterDirectory clusters;
    private final Links links = new Links();
    private final ConcurrentHashMap<RunRef, Session> open = new ConcurrentHashMap<>();

    /** Tells this process's connections from those of one that died or hangs. */
    private final String process = HexFormat.of().formatHex(new SecureRandom().generateSeed(4));

    Sessions(ClusterDirectory clusters) {
        this.clusters = clusters;
    }

    Session of(RunRef ref) {
        open.entrySet().removeIf(entry -> {
            boolean idle = !entry.getKey().equals(ref) && entry.getValue().idleFor(IDLE_MAX_MS);
            if (idle) {
                entry.getValue().close();
            }
            return idle;
        });
        Session session = open.computeIfAbsent(
                ref, key -> new Session(() -> clusters.find(key.cluster()), links, key.run(), process));
        session.used();
        return session;
    }

    ClusterConfig config(String cluster) {
        return clusters.find(cluster);
    }

    /** The name of connections that change nothing and belong to no run. */
    String lookName() {
        return Fence.name("none", Fence.LOOK, process);
    }

    Links links() {
        return links;
    }

    @Override
    public void close() {
        open.values().forEach(Session::close);
        open.clear();
        links.close();
    }
}
