package io.slotferry.redis;

import io.slotferry.slotmove.MigrateReply;
import java.util.HashSet;
import java.util.Set;

/** MIGRATEs whose outcome nobody knows: what was slow beside others is tried alone, and soon not at all. */
final class Unknowns {

    /** How long to wait for a silent target after IOERR before the slot is given back. */
    private static final long TARGET_BACK_MS = 3_000;

    /** IOERR answers in a row before all slots are given back: whatever the target does, it takes no keys now, and each try blocks the source. */
    private static final int IN_A_ROW_MAX = 2;

    private final Set<Integer> slots = new HashSet<>();
    private final NodeLink target;
    private int inARow;

    Unknowns(NodeLink target) {
        this.target = target;
    }

    void answered(MigrateReply reply) {
        inARow = reply == MigrateReply.UNKNOWN ? inARow + 1 : 0;
    }

    void add(int slot) {
        slots.add(slot);
    }

    boolean contains(int slot) {
        return slots.contains(slot);
    }

    /** Whether another try makes sense: the target is there, and it is not always the same. */
    boolean mayGoOn() {
        if (inARow >= IN_A_ROW_MAX) {
            return false;
        }
        try {
            return target.call(TARGET_BACK_MS, "PING").ok();
        } catch (NodeException e) {
            return false;
        }
    }
}
