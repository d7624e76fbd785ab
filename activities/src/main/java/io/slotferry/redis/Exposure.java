package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.ArrayDeque;
import java.util.stream.Stream;

/** Keys of MIGRATEs that the target took, or may have taken, and its replicas are not known to have: they would die with it (I12). */
final class Exposure {

    private record Carried(int slot, int keys) {}

    private final ArrayDeque<Carried> flying = new ArrayDeque<>();
    private final ArrayDeque<Carried> landed = new ArrayDeque<>();
    private final ArrayDeque<Carried> asked = new ArrayDeque<>();

    void sent(int slot, int keys) {
        flying.add(new Carried(slot, keys));
    }

    /** The first of those under way was answered, whatever the answer. */
    void answered() {
        landed.add(flying.remove());
    }

    /** Keys of a MIGRATE that was answered came to the target afterwards, one by one. */
    void touched(int slot, int keys) {
        landed.add(new Carried(slot, keys));
    }

    /** Whether anything was answered that the replicas are not asked for yet. */
    boolean hasLanded() {
        return !landed.isEmpty();
    }

    /** They are asked for all that was answered until now. */
    void asked() {
        asked.addAll(landed);
        landed.clear();
    }

    /** They have what they were asked for. */
    void confirmed() {
        asked.clear();
    }

    int flyingKeys() {
        return keys(flying);
    }

    /** Whether the target has answered for any. */
    boolean any() {
        return !landed.isEmpty() || !asked.isEmpty();
    }

    int keys() {
        return keys(flying) + keys(landed) + keys(asked);
    }

    SlotSet slots() {
        return SlotSet.of(Stream.of(flying, landed, asked)
                .flatMap(ArrayDeque::stream)
                .map(Carried::slot)
                .toList());
    }

    private static int keys(ArrayDeque<Carried> some) {
        return some.stream().mapToInt(Carried::keys).sum();
    }
}
