package io.slotferry.diagnosis;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Keys that nobody wanted thrown out must not go where they would be, or would push out others: a node that is out of memory and evicts takes them all, and says OK. Where the source evicts too they are a cache's, and travel. */
public final class Eviction {

    /** What an average key takes on its new node beyond its share of the data, in percent: its table entries, and what moves it. Of 20 kB values 63 took 1.6 MB where 1.26 were counted. */
    private static final long OVERHEAD_PERCENT = 25;

    /** Memory left to the target's clients and buffers, in bytes. */
    private static final long SPARE_BYTES = 256 << 10;

    private Eviction() {}

    /** What of these moves has to wait for memory. */
    public static List<ParkedSlots> on(ClusterTopology topology, SlotKeys keys, List<SlotMove> moves) {
        List<ParkedSlots> parked = new ArrayList<>();
        TreeMap<String, Long> coming = new TreeMap<>();
        for (SlotMove move : moves) {
            NodeFacts source = facts(topology, move.from()).orElse(null);
            NodeFacts target = facts(topology, move.to()).orElse(null);
            if (source == null || target == null || evicts(source) || !evicts(target)) {
                continue;
            }
            long room = target.memoryMax()
                    - SPARE_BYTES
                    - target.number("used_memory").orElse(0);
            List<Integer> fit = new ArrayList<>();
            for (int slot : move.slots().stream().toArray()) {
                long bytes = bytes(source, keys.at(move.from(), slot));
                if (coming.getOrDefault(move.to(), 0L) + bytes <= room) {
                    coming.merge(move.to(), bytes, Long::sum);
                    fit.add(slot);
                }
            }
            SlotSet over = move.slots().minus(SlotSet.of(fit));
            if (!over.isEmpty()) {
                String label = Findings.label(topology, move.to());
                parked.add(new ParkedSlots(
                        over,
                        label + " has no room for the keys of " + over.named(3) + " and would throw out keys"
                                + " (maxmemory-policy " + target.evictionPolicy() + ")",
                        "raise maxmemory on " + label
                                + ", or set its maxmemory-policy to noeviction, then repair again"));
            }
        }
        return parked;
    }

    private static boolean evicts(NodeFacts node) {
        return node.memoryMax() > 0 && !node.evictionPolicy().equals("noeviction");
    }

    private static long bytes(NodeFacts source, long keys) {
        long all = Math.max(1, source.keys());
        return source.number("used_memory_dataset").orElse(0) / all * keys * (100 + OVERHEAD_PERCENT) / 100;
    }

    private static Optional<NodeFacts> facts(ClusterTopology topology, String id) {
        return topology.observation(id).filter(NodeObservation::reachable).map(NodeFacts::new);
    }
}
