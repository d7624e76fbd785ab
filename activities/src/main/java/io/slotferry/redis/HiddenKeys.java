package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys that had moved while the source did not know any more that their slots were open: a promoted Redis replica knows of no open slot. Until it is MIGRATING again it answers nil for them, lets clients write them anew and lets them be deleted; what was deleted meanwhile comes back from the target, and no server can tell such a key from one that nobody touched. So they are all named.
 */
final class HiddenKeys {

    static final String CODE = "may-be-stale";

    /** Names in one finding: keeps it below 10 KB. The slots of the others are named. */
    static final int NAMED_MAX = 100;

    private static final long TIMEOUT_MS = 1_500;

    private HiddenKeys() {}

    /** What the target holds of these slots, right after their source was told again that they are open; empty if it holds nothing. */
    static Optional<Finding> of(Session session, String from, String to, SlotSet asked) {
        Held held = Held.by(session, to, asked);
        if (held.keys == 0) {
            return Optional.empty();
        }
        String source = session.look(from).link().label();
        String target = session.look(to).link().label();
        return Optional.of(held.finding(
                source,
                target,
                source + " did not know that slots " + held.slots.shortText(10) + " were open, while " + target
                        + " already held "
                        + Sentence.count(held.keys, "key")
                        + " of them: what clients deleted or wrote meanwhile may show an older value. Keys: "));
    }

    /** The same for slots that are open already and about to be taken up again, before the source is told: what the target holds of them is what it held when the source lost sight of them. */
    static List<Finding> resumed(Session session, String from, String to, SlotSet slots, boolean adopting) {
        if (slots.isEmpty()) {
            return List.of();
        }
        SlotSet hidden = SlotView.observeOwners(session, from, to, slots)
                .where(slot -> slot.sourceMark() == ObservedSlot.Mark.NONE);
        List<Finding> findings = new ArrayList<>();
        of(session, from, to, hidden).ifPresent(findings::add);
        if (adopting) {
            leftBehind(session, from, to, slots.minus(hidden)).ifPresent(findings::add);
        }
        return findings;
    }

    /**
     * What the target holds of slots that were open before the run or the repair, where a copy may be older than a deletion. A MIGRATE that ended without an answer may have left a copy of a key that its source went on serving; the run that knew which is gone. Empty if the source was no replica, met no such end since it was started, and was not started after others.
     */
    static Optional<Finding> leftBehind(Session session, String from, String to, SlotSet asked) {
        NodeLink source = session.look(from).link();
        String why = NodeFacts.wasReplica(source)
                ? "was a replica once"
                : NodeFacts.metNoAnswer(source)
                        ? "had no answer to a MIGRATE once"
                        : Restarted.afterOthers(session, from)
                                ? "was started after other nodes, maybe amid a MIGRATE"
                                : "";
        return why.isEmpty() ? Optional.empty() : mayBeBack(session, from, to, asked, "were open before", why);
    }

    /**
     * The same after a worker that died in a drain, and with it the knowledge of which MIGRATE had no answer.
     *
     * @param runId of the source when the run began; empty if nobody knows
     */
    static Optional<Finding> ofLostAttempt(Session session, String from, String to, SlotSet asked, String runId) {
        NodeLink source = session.look(from).link();
        boolean anew = runId.isEmpty()
                ? Restarted.afterOthers(session, from)
                : !runId.equals(NodeFacts.read(source).runId());
        return anew || NodeFacts.metNoAnswer(source)
                ? mayBeBack(
                        session,
                        from,
                        to,
                        asked,
                        "were being moved by a worker that died",
                        !anew
                                ? "had no answer to a MIGRATE"
                                : NodeFacts.wasReplica(source)
                                        ? "took the place of another node meanwhile"
                                        : "was started anew, maybe amid a MIGRATE")
                : Optional.empty();
    }

    private static Optional<Finding> mayBeBack(
            Session session, String from, String to, SlotSet asked, String slotsWere, String sourceDid) {
        Held held = Held.by(session, to, asked);
        if (held.keys == 0) {
            return Optional.empty();
        }
        String source = session.look(from).link().label();
        String target = session.look(to).link().label();
        return Optional.of(held.finding(
                source,
                target,
                "slots " + held.slots.shortText(10) + " " + slotsWere + ", and " + source + " " + sourceDid
                        + ": a key that clients deleted since may be back on " + target + ", which held "
                        + Sentence.count(held.keys, "key") + " of them. Keys: "));
    }

    /** What a node holds that is about to go home: its owner served the slots without these keys, and clients may have deleted some of them there. */
    static Optional<Finding> goingHome(Session session, String holder, String owner, SlotSet asked) {
        Held held = Held.by(session, holder, asked);
        if (held.keys == 0) {
            return Optional.empty();
        }
        String from = session.look(holder).link().label();
        String to = session.look(owner).link().label();
        return Optional.of(held.finding(
                to,
                from,
                from + " held " + Sentence.count(held.keys, "key") + " of " + held.slots.named(10) + ", which " + to
                        + " owned and served without them: what clients deleted or wrote meanwhile may show an older"
                        + " value. Keys: "));
    }

    /** Keys of some slots on one node, in every database: how many, where, and the first by name. */
    private static final class Held {

        private final List<String> names = new ArrayList<>();
        private SlotSet slots = SlotSet.EMPTY;
        private long keys;

        static Held by(Session session, String nodeId, SlotSet asked) {
            Held held = new Held();
            if (!asked.isEmpty()) {
                NodeLink node = session.look(nodeId).link();
                for (int database : KeyCounts.databases(node, TIMEOUT_MS)) {
                    held.add(session.look(nodeId, database).link(), database, asked);
                }
            }
            return held;
        }

        private void add(NodeLink link, int database, SlotSet asked) {
            long[] counts = KeyCounts.of(link, asked, TIMEOUT_MS);
            int[] order = asked.stream().toArray();
            for (int i = 0; i < order.length; i++) {
                if (counts[i] > 0) {
                    keys += counts[i];
                    slots = slots.plus(SlotSet.of(order[i]));
                    name(link, database, order[i]);
                }
            }
        }

        private void name(NodeLink link, int database, int slot) {
            int room = NAMED_MAX - names.size();
            if (room > 0) {
                link.call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, room)
                        .list()
                        .forEach(key -> names.add(KeyText.of((byte[]) key, database)));
            }
        }

        Finding finding(String one, String other, String sentence) {
            return Finding.of(
                    CODE,
                    Finding.Severity.WARNING,
                    slots,
                    List.of(one, other),
                    sentence
                            + String.join(", ", names)
                            + (keys > names.size() ? " and " + (keys - names.size()) + " more" : ""),
                    "compare these keys with what your application wrote last");
        }
    }
}
