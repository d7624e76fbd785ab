package io.slotferry.slotmove;

/**
 * What to do next with one slot. Steps carry no data beyond the move, so they are an enum; {@link SlotMover} is the table.
 *
 * <pre>
 * SET_IMPORTING -> SET_MIGRATING -> DRAIN -> SET_NODE -> TELL_SOURCE -> DONE
 * (retreat)  STABLE_TARGET -> STABLE_SOURCE -> BACK
 * </pre>
 */
public enum SlotStep {
    /** CLUSTER SETSLOT IMPORTING on the target: first, so that it accepts what clients bring with ASKING. */
    SET_IMPORTING,
    /** CLUSTER SETSLOT MIGRATING on the source: from here on the source answers ASK for keys it no longer has. */
    SET_MIGRATING,
    /** MIGRATE what the source still holds. */
    DRAIN,
    /** CLUSTER SETSLOT NODE on the target: the source is empty, the target takes the slot. */
    SET_NODE,
    /** CLUSTER SETSLOT NODE on the source: the target owns the slot, the source still shows its mark. */
    TELL_SOURCE,
    /** Both agree that the target owns the slot, no mark is left. */
    DONE,
    /** CLUSTER SETSLOT STABLE on the target: going back, and the target holds nothing (I6). */
    STABLE_TARGET,
    /** CLUSTER SETSLOT STABLE on the source: going back, and the target is closed and still holds nothing (I6). */
    STABLE_SOURCE,
    /** Both agree that the source owns the slot, no mark is left. */
    BACK,
    /** No step is safe: {@link SlotMover#blockedBecause} says why. */
    BLOCKED
}
