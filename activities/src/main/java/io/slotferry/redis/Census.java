package io.slotferry.redis;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Counts keys where they matter: in odd slots on every primary, and wherever a primary holds keys of a slot that it does not own. The latter are found by comparing the node's keys in all with those of its own slots, so a sound cluster costs one count a slot, however many nodes it has.
 */
final class Census {

    private static final SlotSet ALL = SlotSet.range(0, SlotRange.SLOT_COUNT - 1);

    /** Counts in one pipeline: below a millisecond of the server's time. */
    private static final int CHUNK = 2_048;

    private static final int AT_ONCE_MAX = 16;
    private static final long TIMEOUT_MS = 5_000;

    private final Session session;
    private final ClusterTopology topology;

    Census(Session session, ClusterTopology topology) {
        this.session = session;
        this.topology = topology;
    }

    private record Counted(String nodeId, int slot, long keys) {}

    /** @throws NodeException if a node that answered a moment ago does not any more */
    SlotKeys of(SlotSet suspects) {
        List<Callable<List<Counted>>> asked = new ArrayList<>();
        for (Node node : topology.primaries()) {
            if (topology.answered(node.id())) {
                asked.add(() -> count(node, suspects));
            }
        }
        SlotKeys.Builder keys = new SlotKeys.Builder();
        for (List<Counted> counted : atOnce(asked)) {
            counted.forEach(one -> keys.add(one.nodeId, one.slot, one.keys));
        }
        return keys.build();
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(AT_ONCE_MAX, tasks.size()));
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException("interrupted while counting keys");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NodeException lost) {
                throw lost;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Counted> count(Node node, SlotSet suspects) {
        List<Counted> counted = new ArrayList<>();
        Optional<NodeObservation> seen = topology.observation(node.id());
        Map<String, String> info = seen.map(NodeObservation::info).orElse(Map.of());
        // What a server brings over by itself is counted there already, and is not in DBSIZE.
        SlotSet arriving = seen.stream()
                .flatMap(one -> one.nativeMigrations().stream())
                .filter(job -> job.startsWith(NativeJob.IMPORT))
                .map(NativeJob::slotsOf)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
        for (String name : info.keySet()) {
            if (name.matches("db\\d{1,6}")) {
                int database = Integer.parseInt(name.substring(2));
                compare(node, session.look(node.id(), database).link(), suspects, arriving, counted);
            }
        }
        return counted;
    }

    private static void compare(Node node, NodeLink link, SlotSet suspects, SlotSet arriving, List<Counted> counted) {
        SlotSet known = node.slots().plus(suspects);
        long before = link.call(TIMEOUT_MS, "DBSIZE").number();
        long sum = count(node, link, known, suspects, counted);
        long after = link.call(TIMEOUT_MS, "DBSIZE").number();
        if (before != sum || after != sum || !arriving.isEmpty()) {
            SlotSet foreign = ALL.minus(known).minus(arriving);
            count(node, link, foreign, foreign, counted);
        }
    }

    /** Counts all, notes only some: nobody asks how many keys a sound slot has. */
    private static long count(Node node, NodeLink link, SlotSet slots, SlotSet noted, List<Counted> counted) {
        long sum = 0;
        for (SlotSet chunk : slots.pieces(CHUNK)) {
            long[] counts = KeyCounts.of(link, chunk, TIMEOUT_MS);
            int[] order = chunk.stream().toArray();
            for (int i = 0; i < order.length; i++) {
                long keys = counts[i];
                sum += keys;
                if (keys > 0 && noted.contains(order[i])) {
                    counted.add(new Counted(node.id(), order[i], keys));
                }
            }
        }
        return sum;
    }
}
