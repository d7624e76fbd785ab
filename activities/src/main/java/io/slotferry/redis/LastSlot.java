package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A primary that gives its last slot away becomes a replica of whoever took it and drops every key it has. When its own slots are empty, what it still has are keys of slots that others own, stranded there by another tool: they may be the only copies.
 */
final class LastSlot {

    private static final long TIMEOUT_MS = 2_000;
    private static final String BECOMES_REPLICA = "cluster-allow-replica-migration";

    private LastSlot() {}

    /** Before anything is opened: what the sources that would lose every slot hold of slots that are not theirs. */
    static List<Finding> stranded(
            Session session, ClusterTopology topology, List<SlotMove> moves, List<SlotMove> adopted) {
        TreeMap<String, SlotSet> given = new TreeMap<>();
        moves.forEach(move -> given.merge(move.from(), move.slots(), SlotSet::plus));
        adopted.forEach(move -> given.merge(move.from(), move.slots(), SlotSet::plus));
        List<Finding> findings = new ArrayList<>();
        given.forEach((id, slots) -> {
            SlotSet gets = slots(moves, id).plus(slots(adopted, id));
            Node node = topology.node(id).orElseThrow();
            if (gets.isEmpty() && node.slots().minus(slots).isEmpty() && topology.answered(id)) {
                SlotSet held = guests(session, node);
                if (!held.isEmpty()) {
                    findings.add(finding(node, held));
                }
            }
        });
        return findings;
    }

    private static SlotSet slots(List<SlotMove> moves, String to) {
        return moves.stream()
                .filter(move -> move.to().equals(to))
                .map(SlotMove::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    private static SlotSet guests(Session session, Node node) {
        if (!becomesReplica(session.look(node.id()).link(), TIMEOUT_MS)) {
            return SlotSet.EMPTY;
        }
        SlotSet others = SlotSet.range(0, SlotRange.SLOT_COUNT - 1).minus(node.slots());
        return KeyCounts.held(session, node.id(), others, TIMEOUT_MS);
    }

    private static Finding finding(Node node, SlotSet held) {
        return Finding.of(
                "stranded-keys",
                Finding.Severity.ERROR,
                held,
                List.of(node.label()),
                node.label() + " is to give all its slots, and holds keys of " + held.named(3)
                        + ", which it does not own: with its last slot it would drop them",
                "run ./slotferry repair, which brings them home, then start the move again");
    }

    /** Right before the target takes slots: one of them, which the source counts empty, if they are all that it has and it holds other keys; else none. */
    static SlotSet of(NodeLink source, SlotView seen, SlotSet due, StepClock clock) {
        if (due.isEmpty() || !seen.source().slots().minus(due).isEmpty() || !becomesReplica(source, clock.leftMs())) {
            return SlotSet.EMPTY;
        }
        Reply keyspace = source.call(clock.leftMs(), "INFO", "keyspace");
        if (keyspace.failed()) {
            throw Refusal.of(source.endpoint(), source.user(), "INFO", keyspace.text());
        }
        return keyspace.text().contains("keys=") ? SlotSet.of(due.first()) : SlotSet.EMPTY;
    }

    /** The same for a job of the servers' own, which gives these slots away with their keys. */
    static boolean wouldDrop(Session session, Node source, SlotSet given) {
        return source.slots().minus(given).isEmpty() && !guests(session, source).isEmpty();
    }

    static String why(Node source, SlotSet last) {
        return source.label() + " holds keys of slots that it does not own, and would drop them with its last slot "
                + last.first() + "; stop this run, then ./slotferry repair brings them home";
    }

    /** Redis 6.2 has no such setting, and always does. */
    private static boolean becomesReplica(NodeLink link, long timeoutMs) {
        List<Object> setting =
                link.call(timeoutMs, "CONFIG", "GET", BECOMES_REPLICA).list();
        return setting.size() != 2 || !new Reply(setting.get(1), null).text().equals("no");
    }
}
