package io.slotferry.workflow;

import java.util.List;

/** Where a cluster client ends up with one key: the node that serves it, after MOVED and at most one ASK. */
final class Route {

    private Route() {}

    /** The node that answers for the key (which may not exist there), or null if clients are sent in a circle or meet a dead node. */
    static SimulatedNode of(SimulatedCluster cluster, int slot, String key, boolean lastFirst) {
        List<SimulatedNode> claiming =
                cluster.nodes.values().stream().filter(node -> node.owns(slot)).toList();
        if (claiming.isEmpty()) {
            return null;
        }
        return from(cluster, claiming.get(lastFirst ? claiming.size() - 1 : 0), slot, key);
    }

    static SimulatedNode from(SimulatedCluster cluster, SimulatedNode owner, int slot, String key) {
        if (owner.deadCalls > 0) {
            return null;
        }
        String asked = owner.migrating.get(slot);
        if (owner.in(slot).containsKey(key) || asked == null) {
            return owner;
        }
        SimulatedNode target = cluster.nodes.get(asked);
        boolean takes = target.owns(slot) || target.importing.containsKey(slot);
        return takes && target.deadCalls == 0 ? target : null;
    }
}
