package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keys of MIGRATEs that ended without an answer, or with a failed login behind which they went all the same. The target may hold a copy that its source went on serving: as long as the source has the key, that copy is replaced by the next try; if a client deletes the key first, nobody compares it any more and it comes back with the slot. Such a key looks like any that has moved, so it is named and not touched.
 */
final class Doubts {

    private static final long TIMEOUT_MS = 2_000;

    private final NodeLink source;
    private final NodeLink target;
    private final int database;

    /** Sent, and not answered. */
    private final TreeMap<Integer, TreeSet<byte[]>> sent = new TreeMap<>();

    /** On the target after an earlier try. A MIGRATE that answers anything but BUSYKEY for one of them has found none on the source. */
    private final TreeMap<Integer, TreeSet<byte[]>> held = new TreeMap<>();

    Doubts(NodeLink source, NodeLink target, int database) {
        this.source = source;
        this.target = target;
        this.database = database;
    }

    /** Before they are sent: a source that dies may have handed over any of them. */
    void add(int slot, List<byte[]> keys) {
        add(sent, slot, keys);
    }

    private static void add(TreeMap<Integer, TreeSet<byte[]>> to, int slot, Collection<byte[]> keys) {
        to.computeIfAbsent(slot, any -> new TreeSet<>(Arrays::compare)).addAll(keys);
    }

    /** Whatever the answer was: these keys are where it says. */
    void answered(int slot, List<byte[]> keys) {
        remove(sent, slot, keys);
    }

    /** The target holds no older copy of this key: the source has just handed it over, or still has it and the copy was taken back. */
    void settled(int slot, byte[] key) {
        remove(sent, slot, List.of(key));
        remove(held, slot, List.of(key));
    }

    private static void remove(TreeMap<Integer, TreeSet<byte[]>> from, int slot, List<byte[]> keys) {
        TreeSet<byte[]> left = from.get(slot);
        if (left != null) {
            keys.forEach(left::remove);
            if (left.isEmpty()) {
                from.remove(slot);
            }
        }
    }

    /** The target answers again and nothing late can reach it any more: what it lacks cannot come back. */
    void settle() {
        sent.forEach((slot, keys) -> {
            lacking(List.copyOf(keys)).forEach(keys::remove);
            add(held, slot, keys);
        });
        sent.clear();
    }

    private List<byte[]> lacking(List<byte[]> keys) {
        List<Request> requests = new ArrayList<>();
        for (byte[] key : keys) {
            requests.add(Request.of("ASKING"));
            requests.add(Request.of("MEMORY", "USAGE", key));
        }
        List<Reply> replies = target.pipeline(requests, TIMEOUT_MS);
        List<byte[]> lacking = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Reply usage = replies.get(2 * i + 1);
            if (usage.ok() && usage.number() < 0) {
                lacking.add(keys.get(i));
            }
        }
        return lacking;
    }

    Optional<Finding> finding() {
        TreeMap<Integer, TreeSet<byte[]>> open = new TreeMap<>();
        sent.forEach((slot, keys) -> add(open, slot, keys));
        held.forEach((slot, keys) -> add(open, slot, keys));
        open.values().removeIf(TreeSet::isEmpty);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        open.values().forEach(keys -> keys.forEach(key -> names.add(KeyText.of(key, database))));
        int named = Math.min(names.size(), HiddenKeys.NAMED_MAX);
        return Optional.of(Finding.of(
                HiddenKeys.CODE,
                Finding.Severity.WARNING,
                SlotSet.of(open.keySet()),
                List.of(source.label(), target.label()),
                source.endpoint() + " had no answer, or a failed login, to MIGRATEs of " + names.size()
                        + " keys, of which "
                        + target.endpoint()
                        + " may hold copies: one that a client deleted before it moved may be back. Keys: "
                        + String.join(", ", names.subList(0, named))
                        + (names.size() > named ? " and " + (names.size() - named) + " more" : ""),
                "compare these keys with what your application wrote last"));
    }
}
