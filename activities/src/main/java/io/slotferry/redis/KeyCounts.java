package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;

/** Keys of slots on one node. An error is no zero: whoever took it for one would give away a slot whose source still holds keys, and the source would delete them (I2). */
final class KeyCounts {

    private KeyCounts() {}

    static List<Request> questions(SlotSet slots) {
        List<Request> requests = new ArrayList<>();
        slots.forEach(slot -> requests.add(Request.of("CLUSTER", "COUNTKEYSINSLOT", slot)));
        return requests;
    }

    /**
     * In the order of the slots.
     *
     * @throws NodeException if any was not counted
     */
    static long[] of(NodeLink link, SlotSet slots, long timeoutMs) {
        return read(link, link.pipeline(questions(slots), timeoutMs));
    }

    /** Those of the slots of which the node holds a key, in any database. */
    static SlotSet held(Session session, String nodeId, SlotSet slots, long timeoutMs) {
        List<Integer> held = new ArrayList<>();
        int[] order = slots.stream().toArray();
        for (int database : databases(session.look(nodeId).link(), timeoutMs)) {
            long[] counts = of(session.look(nodeId, database).link(), slots, timeoutMs);
            for (int i = 0; i < order.length; i++) {
                if (counts[i] != 0) {
                    held.add(order[i]);
                }
            }
        }
        return SlotSet.of(held);
    }

    /** What was answered to {@link #questions}. */
    static long[] read(NodeLink link, List<Reply> replies) {
        return replies.stream().mapToLong(reply -> one(link, reply)).toArray();
    }

    private static long one(NodeLink link, Reply reply) {
        if (reply.failed()) {
            throw Refusal.of(link.endpoint(), link.user(), "CLUSTER COUNTKEYSINSLOT", reply.text());
        }
        return Math.max(0, reply.number());
    }

    /**
     * Databases that hold keys, from the answer to INFO keyspace; always at least database 0.
     *
     * @throws NodeException if the node did not tell: keys of the others would not be counted
     */
    static List<Integer> databases(NodeLink link, Reply keyspace) {
        if (keyspace.failed()) {
            throw Refusal.of(link.endpoint(), link.user(), "INFO", keyspace.text());
        }
        return NodeFacts.databases(keyspace.text());
    }

    static List<Integer> databases(NodeLink link, long timeoutMs) {
        return databases(link, link.call(timeoutMs, "INFO", "keyspace"));
    }
}
