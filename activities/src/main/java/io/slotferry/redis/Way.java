package io.slotferry.redis;

/** How keys get from one database of the source to the same one of the target, and what is known of those that did not. */
record Way(
        NodeLink source,
        NodeLink target,
        Migrate migrate,
        BusyKeys busy,
        int database,
        Doubts doubts,
        Unknowns unknowns) {

    Way(NodeLink source, NodeLink target, Migrate migrate, BusyKeys busy, int database, Doubts doubts) {
        this(source, target, migrate, busy, database, doubts, new Unknowns(source, target, database));
    }
}
