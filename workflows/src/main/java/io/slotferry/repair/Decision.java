package io.slotferry.repair;

import org.jspecify.annotations.Nullable;

/**
 * What the table says about one slot.
 *
 * @param row the row that applies
 * @param act what to do; null where there is nothing to do or only to wait
 * @param why one clause for people: the reason, or what is waited for
 * @param lasts whether only a person ends what is waited for
 */
record Decision(Row row, @Nullable RepairAct act, String why, boolean lasts) {

    static final Decision HEALTHY = new Decision(Row.HEALTHY, null, "");

    Decision(Row row, @Nullable RepairAct act, String why) {
        this(row, act, why, false);
    }

    static Decision waiting(Row row, String why) {
        return new Decision(row, null, why);
    }

    /** For a node that does not answer us. */
    static Decision waiting(Row row, Actor silent, String why) {
        return new Decision(row, null, why, silent.refusesUs());
    }
}
