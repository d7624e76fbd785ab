package io.slotferry.lab;

/** What the cluster is doing while clients are measured. */
public enum Phase {
    /** Not measured: connections are opened, code is compiled. */
    WARM_UP,
    /** Nothing moves. */
    IDLE,
    /** Slots move. */
    MOVING
}
