package io.slotferry.gallery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every key that a case wrote, and the keys of which two different copies exist. */
public final class Ledger {

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final TreeMap<String, String> conflicts = new TreeMap<>();
    private boolean shared;

    /** From now on others write, too: the sum of all keys tells nothing. */
    public void shared() {
        shared = true;
    }

    boolean complete() {
        return !shared;
    }

    void add(Entry entry) {
        entries.put(entry.name(), entry);
    }

    /** A second copy with another value. */
    void conflict(String name, String otherValue) {
        conflicts.put(name, otherValue);
    }

    Iterable<Entry> entries() {
        return entries.values();
    }

    public int size() {
        return entries.size();
    }

    /** Names of keys with two different copies. */
    public TreeSet<String> conflicts() {
        return new TreeSet<>(conflicts.keySet());
    }

    boolean conflicting(String name) {
        return conflicts.containsKey(name);
    }

    String otherValue(String name) {
        return conflicts.getOrDefault(name, "");
    }
}
