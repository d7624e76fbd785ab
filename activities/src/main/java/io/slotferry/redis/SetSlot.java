package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayList;
import java.util.List;

/**
 * CLUSTER SETSLOT over many slots of one node, in pipelines of {@value #CHUNK_SLOTS}: a server saves its configuration once per event-loop turn, so a chunk costs about as much as one command and blocks clients for about as long. Never inside MULTI (I8).
 */
final class SetSlot {

    /** Slots one pipeline carries to a server's event loop. */
    static final int CHUNK_SLOTS = 128;

    /** How long a Valkey primary waits for its replicas in one SETSLOT, in milliseconds: small, because a step has one second for all. */
    private static final int REPLICAS_MS = 300;

    private final Session.Channel node;
    private final StepClock clock;
    private String problem = "";

    SetSlot(Session.Channel node, StepClock clock) {
        this.node = node;
        this.clock = clock;
    }

    SlotSet importing(SlotSet slots, String from) {
        return all(slots, "IMPORTING", from);
    }

    SlotSet migrating(SlotSet slots, String to) {
        return all(slots, "MIGRATING", to);
    }

    SlotSet stable(SlotSet slots) {
        return all(slots, "STABLE");
    }

    SlotSet node(SlotSet slots, String owner) {
        return all(slots, "NODE", owner);
    }

    /**
     * The target's last word: IMPORTING once more (I3), then NODE. On Valkey the first is a barrier that must be answered before the second is sent (I9); Redis takes both in one turn.
     */
    SlotSet take(SlotSet chunk, String from, String to) {
        if (node.facts().valkey8()) {
            return node(importing(chunk, from), to);
        }
        NodeLink.Pending marks = node.link().send(requests(chunk, "IMPORTING", from));
        NodeLink.Pending taken = node.link().send(requests(chunk, "NODE", to));
        accepted(chunk, marks.replies(clock.leftMs()));
        return accepted(chunk, taken.replies(clock.leftMs()));
    }

    /** Sends without waiting; for nodes whose answer decides nothing. */
    NodeLink.Pending sendNode(SlotSet slots, String owner) {
        return node.link().send(requests(slots, "NODE", owner));
    }

    /** What the first slot that was refused was told; empty if none was. */
    String problem() {
        return problem;
    }

    /** Sends one command a slot, chunk after chunk without waiting in between; returns the slots that were accepted or had been done before. */
    private SlotSet all(SlotSet slots, Object... action) {
        List<SlotSet> chunks = chunks(slots);
        List<NodeLink.Pending> sent = new ArrayList<>();
        clock.leftMs();
        chunks.forEach(chunk -> sent.add(node.link().send(requests(chunk, action))));
        SlotSet accepted = SlotSet.EMPTY;
        for (int i = 0; i < chunks.size(); i++) {
            accepted = accepted.plus(accepted(chunks.get(i), sent.get(i).replies(clock.leftMs())));
        }
        return accepted;
    }

    static List<SlotSet> chunks(SlotSet slots) {
        List<SlotSet> chunks = new ArrayList<>();
        for (SlotSet rest = slots; !rest.isEmpty(); ) {
            SlotSet chunk = rest.lowest(CHUNK_SLOTS);
            rest = rest.minus(chunk);
            chunks.add(chunk);
        }
        return chunks;
    }

    private SlotSet accepted(SlotSet chunk, List<Reply> replies) {
        List<Integer> accepted = new ArrayList<>();
        int[] order = chunk.stream().toArray();
        for (int i = 0; i < order.length; i++) {
            Reply reply = replies.get(i);
            if (reply.ok() || MigrateReply.alreadyDone(reply.text())) {
                accepted.add(order[i]);
            } else if (problem.isEmpty()) {
                problem = node.link().endpoint() + " answers SETSLOT " + order[i] + " with: " + reply.text();
            }
        }
        return SlotSet.of(accepted);
    }

    private List<Request> requests(SlotSet chunk, Object... action) {
        List<Request> requests = new ArrayList<>();
        chunk.forEach(slot -> {
            Request request = Request.of("CLUSTER", "SETSLOT", slot);
            for (Object word : action) {
                request.add(word);
            }
            if (node.facts().valkey8()) {
                request.add("TIMEOUT").add(REPLICAS_MS);
            }
            requests.add(request);
        });
        return requests;
    }
}
