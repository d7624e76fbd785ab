package io.slotferry.topology;

/**
 * One open-slot mark of a node's own line: {@code [slot->-peer]} is MIGRATING, {@code [slot-<-peer]} is IMPORTING. Servers print marks in their own line only.
 */
public record OpenMark(int slot, Direction direction, String peerId) {

    public enum Direction {
        MIGRATING,
        IMPORTING
    }
}
