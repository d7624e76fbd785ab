package io.slotferry.slotmove;

import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;

/**
 * What an open slot lacks after its source or target was failed over, seen between the two that stand for them now (E3). Redis replicas know nothing of open slots: a promoted source answers nil for what has moved until it is MIGRATING again, and an importer maps the slot to the dead source until it is told. Valkey 8 and later inherit, and nothing is due.
 *
 * @param migrating the source must be told MIGRATING; first of all if it was the source that changed
 * @param owner the target must be told that the source owns the slot
 * @param importing the target must be told IMPORTING
 */
public record Remark(boolean migrating, boolean owner, boolean importing) {

    private static final Remark NOTHING = new Remark(false, false, false);

    /** Only while the source itself claims the slot and the target does not: once the target owns it, finishing is due instead. */
    public static Remark of(ObservedSlot seen) {
        if (seen.sourceSees() != Owner.SOURCE || seen.targetSees() == Owner.TARGET) {
            return NOTHING;
        }
        return new Remark(
                seen.sourceMark() != Mark.OURS, seen.targetSees() != Owner.SOURCE, seen.targetMark() != Mark.OURS);
    }
}
