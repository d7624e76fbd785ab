package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who followed each primary when it was last seen well. A shard changes while a run lasts: a source that gives its last slot becomes a replica of its target, replicas migrate, an operator adds one; any of them may be the next heir.
 */
final class Mates {

    private final ConcurrentHashMap<String, List<String>> seen = new ConcurrentHashMap<>();

    /** Primaries that had a replica online when this was last asked, and may have one that is not failed. */
    private final Set<String> backed = ConcurrentHashMap.newKeySet();

    void backed(String id, boolean is) {
        if (is) {
            backed.add(id);
        } else {
            backed.remove(id);
        }
    }

    boolean wasBacked(String id) {
        return backed.contains(id);
    }

    /** Learns from somebody else's view, as long as the node is well there: once it is gone its replicas follow another. */
    void learn(ClusterView view, String id) {
        view.node(id)
                .filter(node -> node.primary() && !node.has(NodeFlag.FAIL) && !node.has(NodeFlag.PFAIL))
                .ifPresent(node -> seen.put(
                        id,
                        view.nodes().stream()
                                .filter(mate -> id.equals(mate.primaryId()))
                                .map(Node::id)
                                .toList()));
    }

    /** These and those seen since. */
    List<String> with(List<String> known, String id) {
        List<String> all = new ArrayList<>(known);
        seen.getOrDefault(id, List.of()).stream()
                .filter(mate -> !all.contains(mate))
                .forEach(all::add);
        return all;
    }
}
