package io.slotferry.topology;

/** Flags of a node in CLUSTER NODES that matter to a move. PFAIL is printed as {@code fail?}. */
public enum NodeFlag {
    FAIL,
    PFAIL,
    HANDSHAKE,
    NOADDR,
    NOFAILOVER
}
