package io.slotferry.bench;

import io.slotferry.lab.FillKind;

/** What is moved. The source owns all 16384 slots and gives the lowest ones to one empty primary. */
enum Workload {
    SLOTS_2048("2048 slots, 125 000 keys of 100 bytes", 2_048, 125_000, FillKind.STRINGS_100),
    SLOTS_8192("8192 slots, 500 000 keys of 100 bytes", 8_192, 500_000, FillKind.STRINGS_100),
    MIXED("2048 slots, 125 000 keys of six types", 2_048, 125_000, FillKind.MIXED),
    VALUES_10K("2048 slots, 20 000 keys of 10 000 bytes", 2_048, 20_000, FillKind.STRINGS_10K),
    EMPTY_2048("2048 empty slots", 2_048, 0, FillKind.STRINGS_100),
    EMPTY_16384("16384 empty slots", Workload.ALL_SLOTS, 0, FillKind.STRINGS_100),
    /** To see quickly whether everything works; its figures mean nothing. */
    TINY("64 slots, 2000 keys of 100 bytes", 64, 2_000, FillKind.STRINGS_100);

    static final int ALL_SLOTS = 16_384;

    final String title;
    final int slots;
    final int keys;
    final FillKind kind;

    Workload(String title, int slots, int keys, FillKind kind) {
        this.title = title;
        this.slots = slots;
        this.keys = keys;
        this.kind = kind;
    }

    /** As typed: {@code slots-2048}. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
