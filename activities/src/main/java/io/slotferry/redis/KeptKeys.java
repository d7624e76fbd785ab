package io.slotferry.redis;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys of one database that stay where they are because their copies differ. A listing has no cursor, so whoever wants to see beyond them has to ask for as many more. */
final class KeptKeys {

    /** Of one slot. With more of them each listing would cost too much of the node's time: the slot is given up. */
    private static final int SLOT_MAX = 1_000;

    private final Map<Integer, Set<ByteBuffer>> bySlot = new HashMap<>();

    /** Returns false when the slot has too many to go on beside them. */
    boolean keep(int slot, byte[] key) {
        Set<ByteBuffer> kept = bySlot.computeIfAbsent(slot, s -> new HashSet<>());
        kept.add(ByteBuffer.wrap(key));
        return kept.size() <= SLOT_MAX;
    }

    int count(int slot) {
        return bySlot.getOrDefault(slot, Set.of()).size();
    }

    /** Without those that stay. */
    List<byte[]> free(int slot, List<byte[]> keys) {
        Set<ByteBuffer> kept = bySlot.getOrDefault(slot, Set.of());
        return kept.isEmpty()
                ? keys
                : keys.stream()
                        .filter(key -> !kept.contains(ByteBuffer.wrap(key)))
                        .toList();
    }

    /** Slots with such keys. */
    List<Integer> slots() {
        return List.copyOf(bySlot.keySet());
    }
}
