package io.slotferry.contract;

/** Hash slots {@code first} to {@code last}, both included; a cluster has slots 0 to 16383. */
public record SlotRange(int first, int last) {

    /** Number of hash slots of every Redis or Valkey Cluster; a constant of the protocol. */
    public static final int SLOT_COUNT = 16_384;

    public SlotRange {
        if (first < 0 || last >= SLOT_COUNT || first > last) {
            throw new IllegalArgumentException("slot range " + first + "-" + last + " is not within 0-16383");
        }
    }

    public int slotCount() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
