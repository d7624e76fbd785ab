package io.slotferry.workflow;

import java.util.List;
import java.util.TreeSet;

/** What must hold after every single command, whatever failed before it. */
final class Invariants {

    private Invariants() {}

    static void check(SimulatedCluster cluster) {
        for (int slot : cluster.slots) {
            List<SimulatedNode> claiming = cluster.nodes.values().stream()
                    .filter(node -> node.owns(slot))
                    .toList();
            if (claiming.isEmpty()) {
                cluster.violate("slot " + slot + " is owned by nobody");
            }
            if (claiming.size() > 2) {
                cluster.violate("slot " + slot + " has " + claiming.size() + " owners");
            }
            for (SimulatedNode owner : claiming) {
                cluster.acknowledged.get(slot).forEach((key, value) -> reachable(cluster, owner, slot, key, value));
            }
            cluster.acknowledged.get(slot).keySet().forEach(key -> copies(cluster, slot, key));
        }
        roles(cluster);
    }

    /** A client may have to wait for a dead node, but is never told a stale value or that the key is not there. */
    private static void reachable(SimulatedCluster cluster, SimulatedNode owner, int slot, String key, int value) {
        SimulatedNode serving = Route.from(cluster, owner, slot, key);
        if (serving == null) {
            String asked = owner.migrating.getOrDefault(slot, owner.id);
            boolean dead = owner.deadCalls > 0 || cluster.nodes.get(asked).deadCalls > 0;
            if (!dead && !cluster.retreating.contains(slot)) {
                cluster.violate("clients of " + key + " are sent in a circle");
            }
            return;
        }
        Integer found = serving.in(slot).get(key);
        if (found == null) {
            cluster.violate(key + " is lost for clients of " + owner.id);
        } else if (found != value) {
            cluster.violate(key + " reads " + found + " at " + serving.id + " but " + value + " was acknowledged");
        }
    }

    /** A second copy is what an interrupted MIGRATE leaves: harmless while both marks stand, stranded without them. */
    private static void copies(SimulatedCluster cluster, int slot, String key) {
        List<SimulatedNode> holders = cluster.nodes.values().stream()
                .filter(node -> node.in(slot).containsKey(key))
                .toList();
        if (holders.size() > 1 && !cluster.retreating.contains(slot)) {
            boolean open = holders.stream()
                    .anyMatch(node -> node.owns(slot) && holders.contains(cluster.nodes.get(node.migrating.get(slot))));
            if (holders.size() > 2 || !open) {
                cluster.violate(key + " is stranded: " + holders.size() + " copies and no marks");
            }
        }
    }

    /** I4: an epoch that a node takes as a target makes it win what it gives away as a source. */
    private static void roles(SimulatedCluster cluster) {
        TreeSet<String> sources = new TreeSet<>();
        TreeSet<String> targets = new TreeSet<>();
        for (SimulatedNode node : cluster.nodes.values()) {
            if (node.migrating.keySet().stream().anyMatch(slot -> node.owns(slot) && cluster.isMoving(slot))) {
                sources.add(node.id);
            }
            if (node.importing.keySet().stream().anyMatch(cluster::isMoving)) {
                targets.add(node.id);
            }
        }
        sources.retainAll(targets);
        if (!sources.isEmpty()) {
            cluster.violate("I4: " + sources + " is source and target at the same time");
        }
    }
}
