package io.slotferry.slotmove;

import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;

/**
 * The crash-recovery core: the next step of one slot, from nothing but what its source and target show. No step relies on remembering another, so a worker that died anywhere is continued by one that merely looks.
 *
 * <p>Invariants held here: I1 (a mark is cleared only where the target holds nothing or owns the slot), I2 (SET_NODE only when the source counts 0), I3 (SET_NODE only on an importing target), I6 (STABLE on the target only at 0 keys, on the source only when the target is closed and counts 0).
 */
public final class SlotMover {

    private SlotMover() {}

    /** The next step towards "the target owns the slot". */
    public static SlotStep nextStep(ObservedSlot seen) {
        if (seen.targetSees() == Owner.TARGET) {
            return targetOwns(seen);
        }
        boolean forgot = seen.sourceSees() == Owner.TARGET || seen.sourceSees() == Owner.NOBODY;
        boolean emptied = seen.targetSees() == Owner.NOBODY && seen.sourceSees() == Owner.TARGET;
        if ((seen.targetSees() == Owner.SOURCE && forgot) || emptied) {
            return sourceForgot(seen);
        }
        if (seen.targetSees() == Owner.SOURCE && seen.sourceSees() == Owner.SOURCE) {
            return sourceOwns(seen);
        }
        if (seen.targetSees() == Owner.NOBODY && seen.sourceSees() == Owner.SOURCE) {
            return targetNamesNobody(seen);
        }
        return SlotStep.BLOCKED;
    }

    /**
     * The next step of a slot that is known to have been opened between these two: where neither has a mark any more, failovers of both took them, and what the target holds came with the move. Without that knowledge such keys are strays, and {@link #nextStep} leaves them alone.
     */
    public static SlotStep nextOnceOpen(ObservedSlot seen) {
        boolean sourceOwns = seen.sourceSees() == Owner.SOURCE && seen.targetSees() == Owner.SOURCE;
        boolean unmarked = seen.sourceMark() == Mark.NONE && seen.targetMark() == Mark.NONE;
        return sourceOwns && unmarked ? SlotStep.SET_IMPORTING : nextStep(seen);
    }

    /** The next step of giving a slot back that cannot go forward: only while the target holds nothing of it. */
    public static SlotStep nextRetreat(ObservedSlot seen) {
        boolean sourceOwns = seen.sourceSees() == Owner.SOURCE && seen.targetSees() == Owner.SOURCE;
        if (!sourceOwns || seen.sourceMark() == Mark.OTHER || seen.targetMark() == Mark.OTHER) {
            return SlotStep.BLOCKED;
        }
        if (seen.targetKeys() > 0) {
            return SlotStep.BLOCKED;
        }
        if (open(seen.targetMark())) {
            return SlotStep.STABLE_TARGET;
        }
        return open(seen.sourceMark()) ? SlotStep.STABLE_SOURCE : SlotStep.BACK;
    }

    /** One sentence for a slot whose step is BLOCKED. */
    public static String blockedBecause(ObservedSlot seen) {
        return "slot " + seen.slot() + ": " + whyBlocked(seen);
    }

    /** The same without the slot, in words that many slots have in common. */
    public static String whyBlocked(ObservedSlot seen) {
        if (seen.sourceMark() == Mark.OTHER || seen.targetMark() == Mark.OTHER) {
            return "an open mark names a third node";
        }
        if (seen.targetSees() == Owner.TARGET && seen.sourceKeys() > 0) {
            return "the target is the owner already, but keys are still on the source";
        }
        if (seen.sourceSees() == Owner.SOURCE && seen.targetSees() == Owner.SOURCE && seen.targetKeys() > 0) {
            return "the target holds stray keys although it does not import";
        }
        return "source and target disagree: the source names " + name(seen.sourceSees()) + " as its owner, the target "
                + name(seen.targetSees());
    }

    private static SlotStep targetOwns(ObservedSlot seen) {
        if (seen.sourceKeys() > 0) {
            // Somebody told the target too early. The source deletes what it holds as soon as it hears of it (E4), and
            // until then sends its clients to the target: what can still go there goes.
            return seen.sourceSees() == Owner.SOURCE && seen.sourceMark() == Mark.OURS
                    ? SlotStep.DRAIN
                    : SlotStep.BLOCKED;
        }
        boolean settled = seen.sourceSees() == Owner.TARGET && !open(seen.sourceMark());
        return settled ? SlotStep.DONE : SlotStep.TELL_SOURCE;
    }

    /**
     * The source was told and the target, or its heir, was not: the source can hold no key, it would have refused. It names nobody where it had been told of a target that was failed over before anybody else heard of it; the target names nobody where the source gave its last slot and became a replica.
     */
    private static SlotStep sourceForgot(ObservedSlot seen) {
        if (seen.sourceKeys() > 0 || seen.targetMark() == Mark.OTHER) {
            return SlotStep.BLOCKED;
        }
        return seen.targetMark() == Mark.OURS ? SlotStep.SET_NODE : SlotStep.SET_IMPORTING;
    }

    /**
     * An importer ignores gossip about what it imports: one whose source was failed over names nobody once the old source is a replica, and answers CLUSTERDOWN to everybody. IMPORTING anew comes with NODE for the source ({@link Remark#owner}).
     */
    private static SlotStep targetNamesNobody(ObservedSlot seen) {
        boolean importing = open(seen.targetMark());
        return importing && seen.sourceMark() != Mark.OTHER ? SlotStep.SET_IMPORTING : SlotStep.BLOCKED;
    }

    private static SlotStep sourceOwns(ObservedSlot seen) {
        if (seen.sourceMark() == Mark.OTHER || seen.targetMark() == Mark.OTHER) {
            return SlotStep.BLOCKED;
        }
        if (!open(seen.sourceMark()) && !open(seen.targetMark()) && seen.targetKeys() > 0) {
            // Stray keys of an earlier accident: opening would show them to clients as current. That is a repair, not a
            // move.
            return SlotStep.BLOCKED;
        }
        if (seen.targetMark() != Mark.OURS) {
            return SlotStep.SET_IMPORTING;
        }
        if (seen.sourceMark() != Mark.OURS) {
            return SlotStep.SET_MIGRATING;
        }
        return seen.sourceKeys() > 0 ? SlotStep.DRAIN : SlotStep.SET_NODE;
    }

    private static boolean open(Mark mark) {
        return mark == Mark.OURS || mark == Mark.OUTDATED;
    }

    private static String name(Owner owner) {
        return switch (owner) {
            case SOURCE -> "the source";
            case TARGET -> "the target";
            case OTHER -> "a third node";
            case NOBODY -> "nobody";
        };
    }
}
