package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.Sentence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Whether a target has every database in which its source holds keys. It counts the node's keys, not those of the slots: even where these are all in database 0, clients of the others could not go on at the target. */
final class DatabaseCheck {

    private static final String CODE = "too-few-databases";

    private DatabaseCheck() {}

    static void check(MoveScope scope, Findings findings) {
        TreeMap<String, SlotMove> pairs = new TreeMap<>();
        scope.moves().forEach(move -> pairs.put(move.from() + move.to(), move));
        pairs.values().forEach(move -> lacking(scope.topology(), move)
                .ifPresent(lack -> lack.report(SlotSet.EMPTY, "The source ", "the target ", findings)));
    }

    /** The same of slots that are open: half of one may have moved before anybody noticed. */
    static void checkOpen(ClusterTopology topology, Findings findings) {
        TreeMap<String, SlotMove> pairs = new TreeMap<>();
        for (OpenSlot mark : topology.openSlots()) {
            // A mark that names a replica was set before a failover: its primary is meant.
            String peer = topology.primaryIdOf(mark.peerId());
            SlotMove move = new SlotMove(
                    SlotSet.of(mark.slot()),
                    mark.migrating() ? mark.nodeId() : peer,
                    mark.migrating() ? peer : mark.nodeId());
            pairs.merge(
                    move.from() + move.to(),
                    move,
                    (a, b) -> new SlotMove(a.slots().plus(b.slots()), a.from(), a.to()));
        }
        pairs.values().forEach(move -> lacking(topology, move)
                .ifPresent(lack -> lack.report(
                        move.slots(), Findings.slots(move.slots()) + " may be impossible to finish: ", "", findings)));
    }

    private static Optional<Lack> lacking(ClusterTopology topology, SlotMove move) {
        long highest =
                facts(topology, move.from()).map(NodeFacts::highestDatabase).orElse(0L);
        OptionalLong has = facts(topology, move.to())
                .map(facts -> facts.configNumber("cluster-databases"))
                .orElse(OptionalLong.empty());
        return has.isEmpty() || highest < has.getAsLong()
                ? Optional.empty()
                : Optional.of(new Lack(
                        Findings.label(topology, move.from()),
                        Findings.label(topology, move.to()),
                        highest,
                        has.getAsLong()));
    }

    private static Optional<NodeFacts> facts(ClusterTopology topology, String nodeId) {
        return topology.observation(nodeId).filter(NodeObservation::reachable).map(NodeFacts::new);
    }

    private record Lack(String from, String to, long highest, long databases) {

        void report(SlotSet slots, String source, String target, Findings findings) {
            findings.add(
                    CODE,
                    Severity.ERROR,
                    slots,
                    List.of(from, to),
                    source + from + " holds keys in database " + highest + ", and " + target + to + " has only "
                            + Sentence.count(databases, "database") + " (cluster-databases)",
                    "Raise cluster-databases above " + highest + " in the configuration of " + to
                            + " and restart it, then try again");
        }
    }
}
