package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * CLUSTER SETSLOT over many slots of one node, in pipelines of {@value #CHUNK_SLOTS}: a server saves its configuration once per event-loop turn, so a chunk costs about as much as one command and blocks clients for about as long. Never inside MULTI (I8).
 */
final class SetSlot {

    /** Slots one pipeline carries to a server's event loop. */
    static final int CHUNK_SLOTS = 128;

    /** Slots a target takes before the next ones are sent. It tells every node of each at once, and a node reads its bus until it is empty: one that hears of 256 without a break serves no client for 30 ms. */
    static final int TAKEN_AT_ONCE = 6;

    /** The same on a Valkey target without replicas. Source and target write their file after each turn in which they hear of slots, and Valkey 9 looks up two marks for each of 16384 slots then, 0.3 ms: 8192 slots take 5.7 s, 6.6 with 6 at a time. */
    static final int TAKEN_AT_ONCE_VALKEY = 12;

    /** The same for slots without keys, of which there are thousands and nothing else to do: a sixth quicker, and a client may wait 9 ms instead of 5. */
    static final int TAKEN_AT_ONCE_EMPTY = 64;

    /** How long a Valkey primary waits for its replicas in one SETSLOT, in milliseconds: small, because a step has one second for all. */
    private static final int REPLICAS_MS = 300;

    /** The same on Valkey with its several connections: they work side by side, and a chunk holds one up for as long as its replicas take. */
    static final int CHUNK_SLOTS_VALKEY = 8;

    /** As many slots need for {@link Session#controls} to give each two connections: one for NODE, one for its guard. */
    static final int GUARDED = 2 * CHUNK_SLOTS_VALKEY;

    /** Time a step keeps for its last look, in milliseconds. */
    private static final long RESERVE_MS = 350;

    /** Marks, and NODE to the new owner: one that answers that it is no primary has lost its slots to its heir, and has not taken these. */
    private static final boolean ITSELF = false;

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

    /**
     * The target's last word: IMPORTING once more (I3), then NODE. On Valkey the first is a barrier that must be answered before the second is sent (I9), and names a bystander; Redis takes both in one turn.
     *
     * @param slots with or without keys, not both
     * @param bystander whom a Valkey target's mark names from then on ({@link io.slotferry.topology.Bystander}), or the source where there is no third primary
     * @param keys whether the target holds keys of them
     * @param replicas whether the target has any: a guard is of use then, and each SETSLOT waits for them
     * @param taken hears of each chunk as soon as the target has it
     */
    void take(
            SlotSet slots,
            String from,
            String bystander,
            String to,
            boolean keys,
            boolean replicas,
            Consumer<SlotSet> taken) {
        if (node.facts().valkey8()) {
            boolean guards = keys && replicas && nodes.size() > 1;
            for (SlotSet group :
                    replicas ? groups(slots) : slots.pieces(keys ? TAKEN_AT_ONCE_VALKEY : TAKEN_AT_ONCE_EMPTY)) {
                if (outOfTime(group, slots)) {
                    return;
                }
                SlotSet marked = importing(group, bystander);
                CrashPoint.BEFORE_TARGET_NODE.reach();
                clock.leftMs();
                SlotSet owned = guards ? guarded(marked, from, to) : sideBySide(marked, to);
                taken.accept(owned);
                SlotSet refused = marked.minus(owned);
                if (!refused.isEmpty()) {
                    importing(refused, from);
                }
                if (guards) {
                    // Ends the guards on the replicas, which nothing threatens any more once the source was told.
                    stable(owned);
                }
            }
            return;
        }
        int atOnce = keys ? TAKEN_AT_ONCE : TAKEN_AT_ONCE_EMPTY;
        for (SlotSet chunk : slots.pieces(atOnce)) {
            if (outOfTime(chunk, slots)) {
                return;
            }
            CrashPoint.BEFORE_TARGET_NODE.reach();
            clock.leftMs();
            // In one turn of the target: it writes its configuration at the end of each, which takes Valkey 9 more than
            // a millisecond.
            List<Request> taking = requests(chunk, "IMPORTING", from);
            int marks = taking.size();
            taking.add(ManualFailover.gate(chunk.first()));
            taking.addAll(requests(chunk, "NODE", to));
            NodeLink.Pending owner = node.link().send(taking);
            CrashPoint.AMID_TARGET_NODE.reach();
            List<Reply> replies = owner.replies(clock.leftMs());
            accepted(chunk, ITSELF, 1, replies.subList(0, marks));
            replies = replies.subList(marks, replies.size());
            taken.accept(accepted(chunk, ITSELF, 1, replies.subList(1, replies.size())));
        }
    }

    /** Without keys, or without a replica that could be promoted, there is nothing to guard. */
    private SlotSet sideBySide(SlotSet slots, String to) {
        List<Sent> owned = new ArrayList<>();
        for (SlotSet chunk : chunks(slots)) {
            owned.add(sendTaking(nodes.get(owned.size() % nodes.size()), chunk, to, List.of()));
        }
        CrashPoint.AMID_TARGET_NODE.reach();
        return accepted(owned);
    }

    /**
     * NODE with a {@link Guard}: the replicas get both in one write, so the mark is there whenever NODE is. The target ends as the owner without a mark (10 of 10 slots on 9.1.2), its replicas keep theirs.
     *
     * <p>A Valkey replica carries NODE out before its primary does and drops its mark with it; a pong of its primary that still lacks the slot then lets it give the slot back to the source, at the source's next ping. If the target died in these milliseconds, 9.1 would delete the slot's keys on promotion: they belong to another node and are not being imported. With the mark they stay, and the slot is what any half-moved slot is; it has to name the source, because a slot that changes hands loses a mark that names anybody else (lost in 8 of 12 kills when it named the bystander). Taking one slot after another does not help: such pongs come up to 40 ms late.
     */
    private SlotSet guarded(SlotSet slots, String from, String to) {
        SlotSet accepted = SlotSet.EMPTY;
        for (SlotSet group : slots.pieces(nodes.size() / 2)) {
            List<Guard> guards = new ArrayList<>();
            try {
                accepted = accepted.plus(guarded(group.pieces(1), guards, from, to));
            } catch (NodeException e) {
                guards.forEach(Guard::drop);
                throw e;
            }
        }
        return accepted;
    }

    private SlotSet guarded(List<SlotSet> each, List<Guard> guards, String from, String to) {
        for (SlotSet slot : each) {
            NodeLink link = nodes.get(nodes.size() / 2 + guards.size()).link();
            guards.add(Guard.waiting(link, requests(slot, "IMPORTING", from), clock.leftMs()));
        }
        List<Request> releases = new ArrayList<>();
        guards.forEach(guard -> releases.add(guard.release(clock.leftMs())));
        List<Sent> owned = new ArrayList<>();
        for (SlotSet slot : each) {
            owned.add(sendTaking(nodes.get(owned.size()), slot, to, List.of(releases.get(owned.size()))));
        }
        CrashPoint.AMID_TARGET_NODE.reach();
        SlotSet accepted = accepted(owned);
        for (int i = 0; i < guards.size(); i++) {
            guards.get(i).ended(owned.get(i).answers.first(1), clock);
        }
        return accepted;
    }

    /**
     * NODE, and behind it BUMPEPOCH, carried out in the same turn. A source that is failed over in these milliseconds takes a mark that names a bystander with it; NODE alone would then leave the target with an epoch behind the heir's, which would take the slot back, and the target delete its keys (measured on 9.1.2). Where the mark is there NODE has raised the epoch itself, and this changes nothing.
     */
    private Sent sendTaking(Session.Channel target, SlotSet slots, String to, List<Request> first) {
        List<Request> taking = new ArrayList<>(first);
        for (Request node : requests(slots, "NODE", to)) {
            taking.add(node);
            taking.add(Request.of("CLUSTER", "BUMPEPOCH"));
        }
        return new Sent(slots, ITSELF, first.size(), 2, target.link().send(taking));
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
    private List<SlotSet> groups(SlotSet slots) {
        return nodes.size() == 1 ? List.of(slots) : slots.pieces(nodes.size() * CHUNK_SLOTS_VALKEY);
    }

    private boolean outOfTime(SlotSet group, SlotSet all) {
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
    private record Sent(SlotSet chunk, boolean another, int first, int each, NodeLink.Pending answers) {}

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
    private SlotSet accepted(List<Sent> all) {
        SlotSet accepted = SlotSet.EMPTY;
        for (Sent sent : all) {
            List<Reply> replies = sent.answers.replies(clock.leftMs());
            accepted = accepted.plus(
                    accepted(sent.chunk, sent.another, sent.each, replies.subList(sent.first, replies.size())));
        }
        return accepted;
    }

    private List<SlotSet> chunks(SlotSet slots) {
        return slots.pieces(nodes.size() == 1 ? CHUNK_SLOTS : CHUNK_SLOTS_VALKEY);
    }

    private SlotSet accepted(SlotSet chunk, boolean another, int each, List<Reply> replies) {
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
