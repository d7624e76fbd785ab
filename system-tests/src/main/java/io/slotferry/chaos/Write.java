package io.slotferry.chaos;

/**
 * One write that a server acknowledged.
 *
 * @param value unique among all writes of a run; {@link #NONE} for a key that was deleted, renamed away or will expire
 * @param atNanos when the answer came
 * @param node address of the node that acknowledged it
 */
record Write(long value, long atNanos, String node) {

    static final long NONE = -1;
}
