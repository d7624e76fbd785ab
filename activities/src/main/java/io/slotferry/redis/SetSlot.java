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

    /** The same on Valkey with its several connections: they work side by side, and a chunk holds one up for as long as its replicas take. */
    static final int CHUNK_SLOTS_VALKEY = 8;

    /** Time a step keeps for its last look, in milliseconds. */
    private static final long RESERVE_MS = 350;

    /** Marks, and NODE to the new owner: one that answers that it is no primary has lost its slots to its heir, and has not taken these. */
    static final boolean ITSELF = false;

    private final List<Session.Channel> nodes;
    private final Session.Channel node;
    private final StepClock clock;
    private final FirstProblem problem = new FirstProblem();

    SetSlot(Session.Channel node, StepClock clock) {
        this(List.of(node), clock);
    }

    /** @param nodes connections to one node, see {@link Session#controls} */
    SetSlot(List<Session.Channel> nodes, StepClock clock) {
        this.nodes = nodes;
        this.node = nodes.get(0);
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

    /** Sends without waiting; for nodes whose answer decides nothing. */
    List<NodeLink.Pending> sendNode(SlotSet slots, String owner) {
        return sendAll(slots, "NODE", owner).stream().map(Sent::answers).toList();
    }

    /** What the first slot that was refused was told; empty if none was. */
    String problem() {
        return problem.sentence();
    }

    /** See {@link FirstProblem#remedy}. */
    String remedy() {
        return problem.remedy();
    }

    private SlotSet all(SlotSet slots, Object... action) {
        SlotSet accepted = SlotSet.EMPTY;
        for (SlotSet group : groups(slots)) {
            if (outOfTime(group, slots)) {
                break;
            }
            accepted = accepted.plus(accepted(sendAll(group, action)));
        }
        return accepted;
    }

    /** On Valkey with its waits, as many slots at a time as all connections carry in one round, so that a step that is short of time ends with what it has. */
    List<SlotSet> groups(SlotSet slots) {
        return nodes.size() == 1 ? List.of(slots) : slots.pieces(nodes.size() * CHUNK_SLOTS_VALKEY);
    }

    boolean outOfTime(SlotSet group, SlotSet all) {
        boolean out = !group.isEmpty() && group.first() != all.first() && clock.isShortOf(RESERVE_MS);
        if (out) {
            problem.late(node.link().endpoint());
        }
        return out;
    }

    /**
     * @param another whether somebody is told of another node's slots, who may know it
     * @param first commands sent before those of the slots
     * @param each commands sent for each slot; the first is SETSLOT
     */
    record Sent(SlotSet chunk, boolean another, int first, int each, NodeLink.Pending answers) {}

    /** One command a slot, chunk after chunk without waiting in between. */
    private List<Sent> sendAll(SlotSet slots, Object... action) {
        List<Sent> sent = new ArrayList<>();
        clock.leftMs();
        for (SlotSet chunk : chunks(slots)) {
            NodeLink link = nodes.get(sent.size() % nodes.size()).link();
            boolean another =
                    action[0].equals("NODE") && !action[1].equals(node.facts().id());
            sent.add(new Sent(chunk, another, 0, 1, link.send(requests(chunk, action))));
        }
        return sent;
    }

    /** Slots that were accepted, or given to their owner before; a mark that is refused is not there, whatever the reason. */
    SlotSet accepted(List<Sent> all) {
        SlotSet accepted = SlotSet.EMPTY;
        for (Sent sent : all) {
            List<Reply> replies = sent.answers.replies(clock.leftMs());
            accepted = accepted.plus(
                    accepted(sent.chunk, sent.another, sent.each, replies.subList(sent.first, replies.size())));
        }
        return accepted;
    }

    List<SlotSet> chunks(SlotSet slots) {
        return slots.pieces(nodes.size() == 1 ? CHUNK_SLOTS : CHUNK_SLOTS_VALKEY);
    }

    SlotSet accepted(SlotSet chunk, boolean another, int each, List<Reply> replies) {
        List<Integer> accepted = new ArrayList<>();
        int[] order = chunk.stream().toArray();
        for (int i = 0; i < order.length; i++) {
            Reply reply = replies.get(i * each);
            if (reply.ok() || (another && MigrateReply.alreadyDone(reply.text()))) {
                accepted.add(order[i]);
            } else {
                problem.refused(node.link().endpoint(), node.link().user(), order[i], reply.text());
            }
        }
        return SlotSet.of(accepted);
    }

    List<Request> requests(SlotSet chunk, Object... action) {
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
