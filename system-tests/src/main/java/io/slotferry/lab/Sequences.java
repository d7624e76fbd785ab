package io.slotferry.lab;

import io.lettuce.core.cluster.SlotHash;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys whose value only ever grows, each written by one client. What is read must be at least what was acknowledged before the read, and in the end at most what was attempted.
 *
 * <p>A write that was sent and never answered may be executed at any later time, even after its successor: its key is retired, so that it has no successor and the bounds stay true.
 */
final class Sequences {

    private final String prefix;
    private final String suffix;
    private final AtomicLongArray acked;
    private final AtomicLongArray attempted;
    private final AtomicIntegerArray retired;

    Sequences(String prefix, String suffix, int count) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.acked = new AtomicLongArray(count);
        this.attempted = new AtomicLongArray(count);
        this.retired = new AtomicIntegerArray(count);
    }

    int count() {
        return acked.length();
    }

    String key(int index) {
        return prefix + index + suffix;
    }

    int slot(int index) {
        return SlotHash.getSlot(key(index));
    }

    long acked(int index) {
        return acked.get(index);
    }

    long attempted(int index) {
        return attempted.get(index);
    }

    boolean retired(int index) {
        return retired.get(index) == 1;
    }

    /** Before a write is sent. */
    void attempt(int index, long value) {
        attempted.set(index, value);
    }

    /** After the server said yes. */
    void ack(int index, long value) {
        acked.set(index, value);
    }

    void retire(int index) {
        retired.set(index, 1);
    }
}
