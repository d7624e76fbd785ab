package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The target's last word: IMPORTING once more (I3), then NODE. On Valkey the first is a barrier that must be answered before the second is sent (I9), and names a bystander; Redis takes both in one turn.
 */
final class Taking {

    /** Slots a target takes before the next ones are sent. It tells every node of each at once, and a node reads its bus until it is empty: one that hears of 256 without a break serves no client for 30 ms. */
    private static final int AT_ONCE = 6;

    /** The same on a Valkey target without replicas. Source and target write their file after each turn in which they hear of slots, and Valkey 9 looks up two marks for each of 16384 slots then, 0.3 ms: 8192 slots take 5.7 s, 6.6 with 6 at a time. */
    static final int AT_ONCE_VALKEY = 12;

    /** The same for slots without keys, of which there are thousands and nothing else to do: a sixth quicker, and a client may wait 9 ms instead of 5. */
    private static final int AT_ONCE_EMPTY = 64;

    /** As many slots need for {@link Session#controls} to give each two connections: one for NODE, one for its guard. */
    static final int GUARDED = 2 * SetSlot.CHUNK_SLOTS_VALKEY;

    private final List<Session.Channel> nodes;
    private final Session.Channel node;
    private final SetSlot target;
    private final StepClock clock;
    private final String from;
    private final String to;
    private final String bystander;
    private final boolean replicas;
    private final Consumer<SlotSet> taken;
    private SlotSet told = SlotSet.EMPTY;

    /**
     * @param nodes connections to the target, see {@link Session#controls}
     * @param bystander whom a Valkey target's mark names from then on ({@link io.slotferry.topology.Bystander}), or the source where there is no third primary
     * @param replicas whether the target has any: a guard is of use then, and each SETSLOT waits for them
     * @param taken hears of each chunk as soon as the target has it
     */
    Taking(
            List<Session.Channel> nodes,
            StepClock clock,
            String from,
            String to,
            String bystander,
            boolean replicas,
            Consumer<SlotSet> taken) {
        this.nodes = nodes;
        this.node = nodes.get(0);
        this.target = new SetSlot(nodes, clock);
        this.clock = clock;
        this.from = from;
        this.to = to;
        this.bystander = bystander;
        this.replicas = replicas;
        this.taken = taken;
    }

    /** @param keys whether the target holds keys of these slots: of all or of none */
    void take(SlotSet slots, boolean keys) {
        if (node.facts().valkey8()) {
            ontoValkey(slots, keys);
        } else {
            ontoRedis(slots, keys ? AT_ONCE : AT_ONCE_EMPTY);
        }
    }

    private void ontoValkey(SlotSet slots, boolean keys) {
        boolean guards = keys && replicas && nodes.size() > 1;
        for (SlotSet group : replicas ? target.groups(slots) : slots.pieces(keys ? AT_ONCE_VALKEY : AT_ONCE_EMPTY)) {
            if (target.outOfTime(group, slots)) {
                return;
            }
            SlotSet marked = target.importing(group, bystander);
            CrashPoint.BEFORE_TARGET_NODE.reach();
            clock.leftMs();
            told = told.plus(marked);
            SlotSet owned = guards ? guarded(marked) : sideBySide(marked);
            SlotSet refused = marked.minus(owned);
            told = told.minus(refused);
            taken.accept(owned);
            if (!refused.isEmpty()) {
                target.importing(refused, from);
            }
            if (guards) {
                // Ends the guards on the replicas, which nothing threatens any more once the source was told.
                target.stable(owned);
            }
        }
    }

    private void ontoRedis(SlotSet slots, int atOnce) {
        for (SlotSet chunk : slots.pieces(atOnce)) {
            if (target.outOfTime(chunk, slots)) {
                return;
            }
            CrashPoint.BEFORE_TARGET_NODE.reach();
            clock.leftMs();
            // In one turn of the target: it writes its configuration at the end of each, which takes Valkey 9 more than
            // a millisecond.
            List<Request> taking = target.requests(chunk, "IMPORTING", from);
            int marks = taking.size();
            taking.add(ManualFailover.gate(chunk.first()));
            taking.addAll(target.requests(chunk, "NODE", to));
            told = told.plus(chunk);
            NodeLink.Pending owner = node.link().send(taking);
            CrashPoint.AMID_TARGET_NODE.reach();
            List<Reply> replies = owner.replies(clock.leftMs());
            target.accepted(chunk, SetSlot.ITSELF, 1, replies.subList(0, marks));
            SlotSet owned = target.accepted(chunk, SetSlot.ITSELF, 1, replies.subList(marks + 1, replies.size()));
            told = told.minus(chunk.minus(owned));
            taken.accept(owned);
        }
    }

    /** Without keys, or without a replica that could be promoted, there is nothing to guard. */
    private SlotSet sideBySide(SlotSet slots) {
        List<SetSlot.Sent> owned = new ArrayList<>();
        for (SlotSet chunk : target.chunks(slots)) {
            owned.add(sendTaking(nodes.get(owned.size() % nodes.size()), chunk, List.of()));
        }
        CrashPoint.AMID_TARGET_NODE.reach();
        return target.accepted(owned);
    }

    /**
     * NODE with a {@link Guard}: the replicas get both in one write, so the mark is there whenever NODE is. The target ends as the owner without a mark (10 of 10 slots on 9.1.2), its replicas keep theirs.
     *
     * <p>A Valkey replica carries NODE out before its primary does and drops its mark with it; a pong of its primary that still lacks the slot then lets it give the slot back to the source, at the source's next ping. If the target died in these milliseconds, 9.1 would delete the slot's keys on promotion: they belong to another node and are not being imported. With the mark they stay, and the slot is what any half-moved slot is; it has to name the source, because a slot that changes hands loses a mark that names anybody else (lost in 8 of 12 kills when it named the bystander). Taking one slot after another does not help: such pongs come up to 40 ms late.
     */
    private SlotSet guarded(SlotSet slots) {
        SlotSet accepted = SlotSet.EMPTY;
        for (SlotSet group : slots.pieces(nodes.size() / 2)) {
            List<Guard> guards = new ArrayList<>();
            try {
                accepted = accepted.plus(guarded(group.pieces(1), guards));
            } catch (NodeException e) {
                guards.forEach(Guard::drop);
                throw e;
            }
        }
        return accepted;
    }

    private SlotSet guarded(List<SlotSet> each, List<Guard> guards) {
        for (SlotSet slot : each) {
            NodeLink link = nodes.get(nodes.size() / 2 + guards.size()).link();
            guards.add(Guard.waiting(link, target.requests(slot, "IMPORTING", from), clock.leftMs()));
        }
        List<Request> releases = new ArrayList<>();
        guards.forEach(guard -> releases.add(guard.release(clock.leftMs())));
        List<SetSlot.Sent> owned = new ArrayList<>();
        for (SlotSet slot : each) {
            owned.add(sendTaking(nodes.get(owned.size()), slot, List.of(releases.get(owned.size()))));
        }
        CrashPoint.AMID_TARGET_NODE.reach();
        SlotSet accepted = target.accepted(owned);
        for (int i = 0; i < guards.size(); i++) {
            guards.get(i).ended(owned.get(i).answers().first(1), clock);
        }
        return accepted;
    }

    /**
     * NODE, and behind it BUMPEPOCH, carried out in the same turn. A source that is failed over in these milliseconds takes a mark that names a bystander with it; NODE alone would then leave the target with an epoch behind the heir's, which would take the slot back, and the target delete its keys (measured on 9.1.2). Where the mark is there NODE has raised the epoch itself, and this changes nothing.
     */
    private SetSlot.Sent sendTaking(Session.Channel channel, SlotSet slots, List<Request> first) {
        List<Request> taking = new ArrayList<>(first);
        for (Request request : target.requests(slots, "NODE", to)) {
            taking.add(request);
            taking.add(Request.of("CLUSTER", "BUMPEPOCH"));
        }
        return new SetSlot.Sent(
                slots, SetSlot.ITSELF, first.size(), 2, channel.link().send(taking));
    }

    /** Slots that the node was told to take and did not refuse, as far as it has answered. */
    SlotSet told() {
        return told;
    }

    /** See {@link SetSlot#problem}. */
    String problem() {
        return target.problem();
    }

    /** See {@link SetSlot#remedy}. */
    String remedy() {
        return target.remedy();
    }
}
