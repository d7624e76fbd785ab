package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keys of MIGRATEs that ended without an answer. The target may hold a copy that its source went on serving: as long as the source has the key, that copy is replaced by the next try; if a client deletes the key first, nobody compares it any more and it comes back with the slot. Such a key looks like any that has moved, so it is named and not touched.
 */
final class Doubts {

    private static final long TIMEOUT_MS = 2_000;

    private final NodeLink source;
    private final NodeLink target;
    private final TreeMap<Integer, List<byte[]>> open = new TreeMap<>();

    Doubts(NodeLink source, NodeLink target) {
        this.source = source;
        this.target = target;
    }

    void add(int slot, List<byte[]> keys) {
        open.put(slot, keys);
    }

    void end(int slot) {
        open.remove(slot);
    }

    /** The target answers again and nothing late can reach it: what it lacks, or the source still has, is beyond doubt. */
    void settle() {
        open.replaceAll((slot, keys) -> doubtful(keys));
        open.values().removeIf(List::isEmpty);
    }

    private List<byte[]> doubtful(List<byte[]> keys) {
        List<Request> here = new ArrayList<>();
        List<Request> there = new ArrayList<>();
        for (byte[] key : keys) {
            here.add(Request.of("MEMORY", "USAGE", key));
            there.add(Request.of("ASKING"));
            there.add(Request.of("MEMORY", "USAGE", key));
        }
        List<Reply> onTarget = target.pipeline(there, TIMEOUT_MS);
        List<Reply> onSource = source.pipeline(here, TIMEOUT_MS);
        List<byte[]> doubtful = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (!has(onSource.get(i)) && has(onTarget.get(2 * i + 1))) {
                doubtful.add(keys.get(i));
            }
        }
        return doubtful;
    }

    /** A source that is MIGRATING answers ASK for what it lacks. */
    private static boolean has(Reply usage) {
        return usage.ok() && usage.number() > 0;
    }

    Optional<Finding> finding() {
        if (open.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        open.values().forEach(keys -> keys.forEach(key -> names.add(KeyText.of(key))));
        int named = Math.min(names.size(), HiddenKeys.NAMED_MAX);
        return Optional.of(Finding.of(
                HiddenKeys.CODE,
                Finding.Severity.WARNING,
                SlotSet.of(open.keySet()),
                List.of(source.endpoint().toString(), target.endpoint().toString()),
                source.endpoint() + " had no answer to MIGRATEs of " + names.size() + " keys, of which "
                        + target.endpoint()
                        + " may hold copies: one that a client deleted before it moved may be back. Keys: "
                        + String.join(", ", names.subList(0, named))
                        + (names.size() > named ? " and " + (names.size() - named) + " more" : ""),
                "compare these keys with what your application wrote last"));
    }
}
