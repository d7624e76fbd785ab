package io.slotferry.lab;

import io.lettuce.core.cluster.SlotHash;

/** A short hash tag for every slot, so that a test can make keys of the slot it wants. */
public final class SlotTags {

    private static final int SLOTS = 16_384;
    private static final String[] TAGS = tags();

    private SlotTags() {}

    /** A key {@code {tag}name} is in this slot. */
    public static String of(int slot) {
        return TAGS[slot];
    }

    private static String[] tags() {
        String[] tags = new String[SLOTS];
        int found = 0;
        for (int i = 0; found < SLOTS; i++) {
            String tag = Integer.toString(i, Character.MAX_RADIX);
            int slot = SlotHash.getSlot(tag);
            if (tags[slot] == null) {
                tags[slot] = tag;
                found++;
            }
        }
        return tags;
    }
}
