package io.slotferry.workflow;

import java.util.TreeMap;

/** One primary as it sees itself and the cluster: nothing here is shared, as on real servers. */
final class SimulatedNode {

    final String id;

    /** Whom this node takes for the owner of each slot. */
    final TreeMap<Integer, String> owners = new TreeMap<>();

    final TreeMap<Integer, String> migrating = new TreeMap<>();
    final TreeMap<Integer, String> importing = new TreeMap<>();
    final TreeMap<Integer, TreeMap<String, Integer>> keys = new TreeMap<>();
    long epoch;

    /** The highest epoch this node has heard of. */
    long epochKnown;

    /** Calls that will find this node unreachable. */
    int deadCalls;

    SimulatedNode(String id, long epoch) {
        this.id = id;
        this.epoch = epoch;
        this.epochKnown = epoch;
    }

    boolean owns(int slot) {
        return id.equals(owners.get(slot));
    }

    int count(int slot) {
        TreeMap<String, Integer> of = keys.get(slot);
        return of == null ? 0 : of.size();
    }

    TreeMap<String, Integer> in(int slot) {
        return keys.computeIfAbsent(slot, any -> new TreeMap<>());
    }

    boolean marked(int slot) {
        return migrating.containsKey(slot) || importing.containsKey(slot);
    }

    /** E4: an importing target takes the highest epoch, unless it has it already. */
    void bump() {
        if (epoch < epochKnown || epoch == 0) {
            epoch = ++epochKnown;
        }
    }
}
