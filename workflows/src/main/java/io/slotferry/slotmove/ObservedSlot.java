package io.slotferry.slotmove;

/**
 * One slot as its source S and target T showed it a moment ago.
 *
 * @param slot the slot
 * @param sourceSees whom S takes for the owner
 * @param targetSees whom T takes for the owner
 * @param sourceMark the mark S itself shows for the slot
 * @param targetMark the mark T itself shows for the slot
 * @param sourceKeys keys S holds of it, over all databases
 * @param targetKeys keys T holds of it, over all databases
 */
public record ObservedSlot(
        int slot,
        Owner sourceSees,
        Owner targetSees,
        Mark sourceMark,
        Mark targetMark,
        long sourceKeys,
        long targetKeys) {

    /** Whether both ends name a third owner and nothing of it is left here: somebody else has moved it. */
    public boolean elsewhere() {
        return sourceSees == Owner.OTHER
                && targetSees == Owner.OTHER
                && sourceMark == Mark.NONE
                && targetMark == Mark.NONE
                && sourceKeys == 0
                && targetKeys == 0;
    }

    /** An owner, seen from this move. */
    public enum Owner {
        SOURCE,
        TARGET,
        OTHER,
        NOBODY
    }

    /** A mark, seen from this move: OURS is MIGRATING to T on S, or IMPORTING from S on T; OUTDATED is the same with a former primary of the other end's shard, which is a replica there since a failover, or with the bystander a Valkey target named when it was about to take the slot. */
    public enum Mark {
        NONE,
        OURS,
        OUTDATED,
        OTHER
    }
}
