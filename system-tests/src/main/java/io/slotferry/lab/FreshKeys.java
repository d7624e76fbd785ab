package io.slotferry.lab;

/**
 * Keys that one writer creates while slots move, and partly deletes again: a created key must stay, a deleted one must not come back. Written by its writer; read by others only after it has stopped.
 */
final class FreshKeys {

    /** More are not created: memory is bounded however long a run takes. */
    static final int MAX = 200_000;

    enum State {
        PRESENT,
        DELETED,
        UNKNOWN
    }

    private final int writer;
    private final State[] states = new State[MAX];
    private int count;

    FreshKeys(int writer) {
        this.writer = writer;
    }

    String key(int index) {
        return "live:new:" + writer + ":" + index;
    }

    int count() {
        return count;
    }

    /** The index of the next key, or -1 if there are enough. */
    int next() {
        if (count == MAX) {
            return -1;
        }
        states[count] = State.UNKNOWN;
        return count++;
    }

    State state(int index) {
        return states[index];
    }

    void state(int index, State state) {
        states[index] = state;
    }
}
