package io.slotferry.redis;

import io.slotferry.workflow.RunRef;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of this worker process. */
final class Sessions implements AutoCloseable {

    /** A session nobody used for this long is closed, in milliseconds. */
    private static final long IDLE_MAX_MS = 120_000;

    private final ClusterDirectory clusters;
    private final Links links = new Links();
    private final ConcurrentHashMap<String, Session> open = new ConcurrentHashMap<>();

    /** Tells this process's connections from those of one that died or hangs. */
    private final String process = HexFormat.of().formatHex(new SecureRandom().generateSeed(4));

    Sessions(ClusterDirectory clusters) {
        this.clusters = clusters;
    }

    Session of(RunRef ref) {
        String key = ref.run() + " " + ref.cluster();
        open.entrySet().removeIf(entry -> {
            boolean idle = !entry.getKey().equals(key) && entry.getValue().idleFor(IDLE_MAX_MS);
            if (idle) {
                entry.getValue().close();
            }
            return idle;
        });
        Session session = open.computeIfAbsent(
                key, fresh -> new Session(() -> clusters.find(ref.cluster()), links, ref.run(), process));
        session.used();
        session.met(Endpoint.readable(ref.nodes()));
        return session;
    }

    /** @param met where nodes of the cluster were, as far as they are known beside its seeds */
    ClusterObserver observer(String cluster, List<Endpoint> met) {
        return new ClusterObserver(clusters.find(cluster), links, lookName(), met);
    }

    /** For a run, which has met nodes that may answer where its seeds do not. */
    ClusterObserver observer(RunRef ref) {
        return observer(ref.cluster(), of(ref).everybody());
    }

    /** The name of connections that change nothing and belong to no run. */
    private String lookName() {
        return Fence.name("none", Fence.LOOK, process);
    }

    @Override
    public void close() {
        open.values().forEach(Session::close);
        open.clear();
        links.close();
    }
}
