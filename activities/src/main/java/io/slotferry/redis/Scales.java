package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/** What slots of one node hold, in every database that holds keys: a slot is as heavy as all of them together. The databases are asked for once, because the scales are on the way of every wave. */
final class Scales {

    /** Key names listed in one pipeline, unless one slot has more. */
    private static final int CHUNK_NAMES = 20_000;

    /** MEMORY USAGE commands in one pipeline: about 0.2 ms of the node's time. */
    private static final int CHUNK_KEYS = 256;

    private static final long TIMEOUT_MS = 2_000;

    private final TreeMap<Integer, NodeLink> databases = new TreeMap<>();

    Scales(Session session, String nodeId) {
        for (int database : KeyCounts.databases(session.look(nodeId).link(), TIMEOUT_MS)) {
            databases.put(database, session.look(nodeId, database).link());
        }
    }

    /**
     * One slot.
     *
     * @param bytes an estimate where only some keys were weighed
     * @param biggest key of those that were weighed
     * @param database that key's
     * @param biggestBytes its size; 0 where none was weighed
     */
    record Load(long keys, long bytes, byte[] biggest, int database, long biggestBytes) {

        private static final Load NONE = new Load(0, 0, new byte[0], 0, 0);

        private Load plus(Load other) {
            Load bigger = other.biggestBytes > biggestBytes ? other : this;
            return new Load(
                    keys + other.keys, bytes + other.bytes, bigger.biggest, bigger.database, bigger.biggestBytes);
        }
    }

    List<Integer> databases() {
        return List.copyOf(databases.keySet());
    }

    /** Keys of each slot, by database; in the order of the slots. */
    TreeMap<Integer, long[]> counts(SlotSet slots) {
        TreeMap<Integer, long[]> counts = new TreeMap<>();
        databases.forEach((database, link) -> counts.put(database, KeyCounts.of(link, slots, TIMEOUT_MS)));
        return counts;
    }

    /** Keys of each slot, in the order of the slots. */
    long[] sums(SlotSet slots) {
        long[] sums = new long[slots.count()];
        counts(slots).values().forEach(counts -> Arrays.setAll(sums, i -> sums[i] + counts[i]));
        return sums;
    }

    long total(SlotSet slots) {
        return Arrays.stream(sums(slots)).sum();
    }

    /** How many of the slots one pipeline lists: at least one, and not more names than a worker has memory for. */
    static int fitting(TreeMap<Integer, long[]> counts, int keysMax) {
        int all = counts.firstEntry().getValue().length;
        long names = 0;
        int slots = 0;
        while (slots < all) {
            int next = slots;
            names += counts.values().stream()
                    .mapToLong(keys -> Math.min(keys[next], keysMax))
                    .sum();
            if (slots > 0 && names > CHUNK_NAMES) {
                break;
            }
            slots++;
        }
        return slots;
    }

    /**
     * In the order of the slots.
     *
     * @param counts of at least these slots
     * @param keysMax keys of one slot and database that are weighed one by one
     */
    List<Load> weigh(SlotSet slots, TreeMap<Integer, long[]> counts, int keysMax) {
        List<Load> loads = new ArrayList<>();
        slots.forEach(slot -> loads.add(Load.NONE));
        databases.forEach((database, link) -> {
            long[] keys = counts.get(database);
            List<List<byte[]>> names = names(link, slots, keys, keysMax);
            long[] sizes = sizes(link, names.stream().flatMap(List::stream).toList());
            int weighed = 0;
            for (int i = 0; i < names.size(); i++) {
                int end = weighed + names.get(i).size();
                Load load = load(keys[i], names.get(i), database, Arrays.copyOfRange(sizes, weighed, end));
                loads.set(i, loads.get(i).plus(load));
                weighed = end;
            }
        });
        return loads;
    }

    private static Load load(long keys, List<byte[]> names, int database, long[] sizes) {
        if (names.isEmpty()) {
            return new Load(keys, 0, new byte[0], database, 0);
        }
        int biggest = 0;
        for (int i = 1; i < sizes.length; i++) {
            biggest = sizes[i] > sizes[biggest] ? i : biggest;
        }
        long bytes = Arrays.stream(sizes).sum() * keys / sizes.length;
        return new Load(keys, bytes, names.get(biggest), database, sizes[biggest]);
    }

    private static List<List<byte[]>> names(NodeLink link, SlotSet slots, long[] counts, int keysMax) {
        int[] order = slots.stream().toArray();
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            if (counts[i] > 0) {
                requests.add(Request.of("CLUSTER", "GETKEYSINSLOT", order[i], keysMax));
            }
        }
        Iterator<Reply> replies = link.pipeline(requests, TIMEOUT_MS).iterator();
        List<List<byte[]>> names = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            names.add(
                    counts[i] > 0
                            ? answered(link, "CLUSTER GETKEYSINSLOT", replies.next()).list().stream()
                                    .map(name -> (byte[]) name)
                                    .toList()
                            : List.of());
        }
        return names;
    }

    private static long[] sizes(NodeLink link, List<byte[]> names) {
        long[] sizes = new long[names.size()];
        for (int first = 0; first < names.size(); first += CHUNK_KEYS) {
            List<Request> requests = new ArrayList<>();
            for (byte[] name : names.subList(first, Math.min(names.size(), first + CHUNK_KEYS))) {
                requests.add(Request.of("MEMORY", "USAGE", name));
            }
            List<Reply> replies = link.pipeline(requests, TIMEOUT_MS);
            for (int i = 0; i < replies.size(); i++) {
                Reply reply = replies.get(i);
                // Any other error is a key that is gone, or moved.
                sizes[first + i] = Refusal.noPermission(reply.text())
                        ? answered(link, "MEMORY USAGE", reply).number()
                        : Math.max(0, reply.number());
            }
        }
        return sizes;
    }

    /** A refusal is no empty slot and no small key. */
    private static Reply answered(NodeLink link, String command, Reply reply) {
        if (reply.failed()) {
            throw Refusal.of(link.endpoint(), link.user(), command, reply.text());
        }
        return reply;
    }
}
