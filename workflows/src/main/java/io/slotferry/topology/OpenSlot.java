package io.slotferry.topology;

/**
 * One open-slot mark of one primary.
 *
 * @param slot the slot
 * @param nodeId who has the mark, in its own view
 * @param direction MIGRATING to the peer or IMPORTING from it
 * @param peerId the other end; may be a node nobody knows
 */
public record OpenSlot(int slot, String nodeId, OpenMark.Direction direction, String peerId) {

    public boolean migrating() {
        return direction == OpenMark.Direction.MIGRATING;
    }
}
