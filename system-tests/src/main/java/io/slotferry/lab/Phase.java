package io.slotferry.lab;

/** What the cluster is doing while clients are measured. */
public enum Phase {
    /** Not measured: connections are opened, code is compiled. */
    WARM_UP,
    /** Nothing moves. */
    IDLE,
    /** Slots move. */
    MOVING,
    /** Slots are open and no worker lives to close them: multi-key commands to those slots get TRYAGAIN all that time. */
    UNATTENDED
}
