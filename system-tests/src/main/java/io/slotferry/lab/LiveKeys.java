package io.slotferry.lab;

import java.util.ArrayList;
import java.util.List;

/** The keys of the live clients and what is known of each. */
final class LiveKeys {

    /** Overwritten by SET, read by GET. */
    final Sequences values = new Sequences("live:value:", "", 2_000);
    /** Counted up by INCR, whose reply tells at once if an earlier one was lost. */
    final Sequences counters = new Sequences("live:counter:", "", 2_000);
    /** Two keys of one slot, written by MSET and read by MGET: they get TRYAGAIN in an open slot. */
    final Sequences pairs = new Sequences("live:{pair", "}:", 1_000);

    final List<FreshKeys> fresh = new ArrayList<>();

    LiveKeys(int writers) {
        for (int i = 0; i < writers; i++) {
            fresh.add(new FreshKeys(i));
        }
    }

    /** The two keys of a pair. */
    String[] pair(int index) {
        return new String[] {pairs.key(index) + "a", pairs.key(index) + "b"};
    }

    /** A value of about 100 bytes that carries its number. */
    static String value(long number) {
        return number + ":" + "x".repeat(90);
    }

    /** The number in a value; INCR keeps it bare. */
    static long number(byte[] value) {
        String text = RespConnection.string(value);
        int colon = text.indexOf(':');
        return Long.parseLong(colon < 0 ? text : text.substring(0, colon));
    }
}
