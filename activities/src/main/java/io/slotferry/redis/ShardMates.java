package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Deposed;
import java.util.List;
import java.util.Map;

/** Who else is in a node's shard, dead ones too: CLUSTER NODES does not tell. Asked only where a dead former primary makes it matter. */
final class ShardMates {

    private static final long TIMEOUT_MS = 3_000;

    private ShardMates() {}

    /** Of a server that has CLUSTER SHARDS. Redis 7.0 leaves out dead nodes without slots. */
    static List<String> of(NodeLink link, ClusterView view) {
        if (!Deposed.anyIn(view)) {
            return List.of();
        }
        for (Object shard : link.call(TIMEOUT_MS, "CLUSTER", "SHARDS").list()) {
            List<String> mates = new Reply(Reply.fields(shard).get("nodes"), null)
                    .list().stream().map(Reply::fields).map(ShardMates::id).toList();
            if (mates.contains(view.myself().id())) {
                return mates;
            }
        }
        return List.of();
    }

    private static String id(Map<String, Object> node) {
        return new Reply(node.get("id"), null).text();
    }
}
