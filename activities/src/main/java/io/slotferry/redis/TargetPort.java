package io.slotferry.redis;

import io.slotferry.topology.Node;
import java.util.List;
import java.util.Map;

/**
 * The target's port as its source must dial it. A node with both ports shows each client the kind that it came by, but MIGRATE uses TLS exactly where the source has tls-cluster: where the worker comes by the other kind, CLUSTER SHARDS (7.0 and later) tells the right one.
 */
final class TargetPort {

    private static final long TIMEOUT_MS = 2_000;

    private TargetPort() {}

    static int of(ClusterConfig config, Session.Channel source, Node target) {
        boolean ours = config.tls() != null;
        boolean theirs = source.facts().tlsCluster(ours);
        return ours == theirs ? target.port() : port(source.link(), target, theirs ? "tls-port" : "port");
    }

    /** What CLUSTER NODES says where CLUSTER SHARDS does not know better: Redis 6.2 and 7.0 have one port a node then. */
    private static int port(NodeLink source, Node target, String kind) {
        for (Object shard : source.call(TIMEOUT_MS, "CLUSTER", "SHARDS").list()) {
            if (Reply.fields(shard).get("nodes") instanceof List<?> nodes) {
                for (Object node : nodes) {
                    Map<String, Object> fields = Reply.fields(node);
                    boolean meant = new Reply(fields.get("id"), null).text().equals(target.id());
                    if (meant && fields.get(kind) instanceof Long port) {
                        return port.intValue();
                    }
                }
            }
        }
        return target.port();
    }
}
