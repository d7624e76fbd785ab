package io.slotferry.redis;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import io.slotferry.repair.RepairTask;
import java.util.ArrayList;
import java.util.List;

/** Keys whose MIGRATE would block their node for so long that the others would fail it over (I7). A slot with one stays as it is. */
final class HeavyKeys {

    private static final long TIMEOUT_MS = 5_000;

    /** Keys of one slot that are weighed. */
    private static final int KEYS_MAX = 20_000;

    private final Session session;
    private final ClusterSight sight;

    HeavyKeys(Session session, ClusterSight sight) {
        this.session = session;
        this.sight = sight;
    }

    /** Slots of these tasks whose keys must not travel, each with the key and the way out. */
    List<ParkedSlots> in(List<RepairTask> tasks) {
        List<ParkedSlots> heavy = new ArrayList<>();
        for (RepairTask task : tasks) {
            if (task.act().movesKeys()) {
                String from = task.act().node();
                heavy.addAll(on(session, from, task.slots().and(sight.keys().heldBy(from))));
            }
        }
        return heavy;
    }

    /** The same of slots on one node that owns or imports them: of others it does not tell the size of a key. */
    static List<ParkedSlots> on(Session session, String nodeId, SlotSet holding) {
        List<ParkedSlots> heavy = new ArrayList<>();
        Session.Channel node = session.look(nodeId);
        long msMax = node.facts().nodeTimeoutMs() / 2;
        // No key is larger than all of them together, and that is one question.
        if (!holding.isEmpty() && WaveSize.bigKeyMs(dataset(node.link())) > msMax) {
            for (int database : KeyCounts.databases(node.link(), TIMEOUT_MS)) {
                NodeLink link = session.look(nodeId, database).link();
                holding.forEach(slot -> weigh(link, database, slot, msMax, heavy));
            }
        }
        return heavy;
    }

    private static long dataset(NodeLink node) {
        String bytes =
                NodeFacts.info(node.call(TIMEOUT_MS, "INFO", "memory").text()).getOrDefault("used_memory_dataset", "");
        return bytes.matches("\\d{1,18}") ? Long.parseLong(bytes) : Long.MAX_VALUE;
    }

    private static void weigh(NodeLink node, int database, int slot, long msMax, List<ParkedSlots> heavy) {
        List<Object> keys = node.call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, KEYS_MAX)
                .list();
        List<Request> requests = new ArrayList<>();
        for (Object key : keys) {
            requests.add(Request.of("ASKING"));
            requests.add(Request.of("MEMORY", "USAGE", key));
        }
        List<Reply> replies = node.pipeline(requests, TIMEOUT_MS);
        for (int i = 0; i < keys.size(); i++) {
            long bytes = Math.max(0, replies.get(2 * i + 1).number());
            long stallMs = WaveSize.bigKeyMs(bytes);
            if (stallMs > msMax) {
                heavy.add(new ParkedSlots(
                        SlotSet.of(slot),
                        "key " + KeyText.of((byte[]) keys.get(i), database) + " of slot " + slot + " takes "
                                + (bytes >> 20) + " MB; its MIGRATE may block " + node.endpoint()
                                + " for " + stallMs + " ms",
                        "split the key, or raise cluster-node-timeout above " + 2 * stallMs
                                + " ms on every node, then repair again"));
                return;
            }
        }
    }
}
