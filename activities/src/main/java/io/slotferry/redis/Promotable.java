package io.slotferry.redis;

import java.util.Map;

/**
 * Whether a replica that its primary does not count as online may still take its place, without what the primary takes now. No server elects one that has lost its primary more than cluster-replica-validity-factor node timeouts ago, or has never been in sync; with a factor of 0 every replica may be.
 */
final class Promotable {

    private static final long TIMEOUT_MS = 1_000;

    /** What a server gives a replica on top of that: the default of repl-ping-replica-period, and the node timeout itself. */
    private static final long PING_MS = 10_000;

    private static final long FACTOR_ASSUMED = 10;

    private Promotable() {}

    /** False for one that cannot be asked. */
    static boolean is(Session session, String replicaId) {
        try {
            Session.Channel replica = session.look(replicaId);
            Reply info = replica.link().call(TIMEOUT_MS, "INFO", "replication");
            String factor = NodeFacts.config(replica.link(), "cluster-replica-validity-factor");
            return !info.failed()
                    && is(
                            NodeFacts.info(info.text()),
                            factor.isEmpty() ? FACTOR_ASSUMED : Long.parseLong(factor),
                            replica.facts().nodeTimeoutMs());
        } catch (NodeException e) {
            return false;
        }
    }

    /**
     * @param replication INFO replication of the replica
     * @param factor cluster-replica-validity-factor
     */
    static boolean is(Map<String, String> replication, long factor, long nodeTimeoutMs) {
        if (factor == 0
                || "up".equals(replication.get("master_link_status"))
                || "1".equals(replication.get("master_sync_in_progress"))) {
            return true;
        }
        long downS = Long.parseLong(replication.getOrDefault("master_link_down_since_seconds", "-1"));
        return downS >= 0 && downS * 1_000 <= PING_MS + nodeTimeoutMs * (factor + 1);
    }
}
