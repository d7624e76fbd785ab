package io.slotferry.topology;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many keys of which slots nodes hold, over all databases, for the slots that were counted. Immutable once built. */
public final class SlotKeys {

    /** Nothing was counted. */
    public static final SlotKeys NONE = new SlotKeys();

    private final TreeMap<String, TreeMap<Integer, Long>> counts = new TreeMap<>();
    private final TreeMap<String, SlotSet> echoes = new TreeMap<>();

    private SlotKeys() {}

    /** Collects counts; zeros need not be given. */
    public static final class Builder {

        private final SlotKeys keys = new SlotKeys();

        /** Adds keys of a slot on a node, for example of another database. */
        public Builder add(String nodeId, int slot, long count) {
            if (count > 0) {
                keys.counts.computeIfAbsent(nodeId, id -> new TreeMap<>()).merge(slot, count, Long::sum);
            }
            return this;
        }

        public SlotKeys build() {
            return keys;
        }
    }

    /** The same, and of which slots a node holds only keys that their owner holds as well. */
    public SlotKeys withEchoes(Map<String, SlotSet> echoes) {
        SlotKeys keys = new SlotKeys();
        keys.counts.putAll(counts);
        keys.echoes.putAll(echoes);
        return keys;
    }

    /** Whether all that this node holds of a slot its owner is known to hold as well. */
    public boolean isEcho(String nodeId, int slot) {
        return echoes.getOrDefault(nodeId, SlotSet.EMPTY).contains(slot);
    }

    public long at(String nodeId, int slot) {
        return counts.getOrDefault(nodeId, new TreeMap<>()).getOrDefault(slot, 0L);
    }

    /** Slots of which this node holds keys. */
    public SlotSet heldBy(String nodeId) {
        return SlotSet.of(counts.getOrDefault(nodeId, new TreeMap<>()).keySet());
    }

    /** Nodes that hold keys of the slot, by id. */
    public List<String> holders(int slot) {
        List<String> holders = new ArrayList<>();
        for (Map.Entry<String, TreeMap<Integer, Long>> node : counts.entrySet()) {
            if (node.getValue().containsKey(slot)) {
                holders.add(node.getKey());
            }
        }
        return holders;
    }

    /** Keys of all these slots on one node. */
    public long sum(String nodeId, SlotSet slots) {
        return slots.stream().mapToLong(slot -> at(nodeId, slot)).sum();
    }
}
