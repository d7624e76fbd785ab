package io.slotferry.diagnosis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Deposed;
import io.slotferry.topology.Islands;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.OpenMark;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.SlotKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is wrong with a cluster, from what all its nodes say. ERROR: clients are hurt or data is at risk now; WARNING: it will hurt the next operation; INFO: good to know. */
public final class Diagnosis {

    private Diagnosis() {}

    /** Findings, worst first, then by code. The same trouble on many slots between the same nodes is one finding. */
    public static List<Finding> of(List<NodeObservation> observations) {
        return of(ClusterTopology.of(observations));
    }

    /** What to type for these slots: a command that can be copied, so it names all of them or none, never "and 120 more". */
    public static String repairCommand(SlotSet slots) {
        boolean few = slots.ranges().size() <= Findings.SHOWN_MAX;
        return "./slotferry repair" + (few ? " --slots " + slots : "");
    }

    static List<Finding> of(ClusterTopology topology) {
        return of(topology, SlotKeys.NONE);
    }

    /**
     * The same with what the nodes hold.
     *
     * @param keys of odd slots, and of slots whose keys are where they should not be
     */
    public static List<Finding> of(ClusterTopology topology, SlotKeys keys) {
        return of(topology, keys, List.of());
    }

    /**
     * The same with what the keys themselves have shown.
     *
     * @param looked findings of whoever compared or weighed keys
     */
    public static List<Finding> of(ClusterTopology topology, SlotKeys keys, List<Finding> looked) {
        Findings findings = new Findings();
        List<Node> islands = Islands.owners(topology);
        if (islands.size() > 1) {
            // Together they look like one in which every slot has two owners: nothing else that is said would be true.
            findings.add("two-clusters", Severity.ERROR, islands, Islands.sentence(islands), Islands.NEXT);
            return findings.sorted();
        }
        findings.addAll(looked);
        List<MarkGroup> groups = MarkReader.groups(topology);
        for (MarkGroup group : groups) {
            findings.add(
                    group.pattern().code(),
                    group.pattern().severity(),
                    group.slots(),
                    group.labels(topology),
                    group.sentence(topology),
                    group.pattern().next());
        }
        DatabaseCheck.checkOpen(topology, findings);
        replicaMarks(topology, findings);
        formerPrimary(topology, findings);
        new OwnershipFindings(topology, keys, findings).find(new Explained(topology, keys).by(groups));
        new KeyFindings(topology, keys, findings).find(groups);
        new StateFindings(topology, findings).find();
        new NodeFindings(topology, findings).find();
        new LinkFindings(topology, findings).find();
        new ShardFindings(topology, findings).find();
        return findings.sorted();
    }

    /** Valkey replicates marks; one that only the replica has comes back with its promotion. */
    private static void replicaMarks(ClusterTopology topology, Findings findings) {
        TreeSet<String> primaryMarks = new TreeSet<>();
        topology.openSlots().forEach(mark -> primaryMarks.add(key(mark.nodeId(), mark)));
        TreeMap<String, List<Integer>> alone = new TreeMap<>();
        for (OpenSlot mark : topology.replicaMarks()) {
            String primary = topology.node(mark.nodeId())
                    .flatMap(topology::findPrimaryOf)
                    .map(Node::id)
                    .orElse("");
            if (topology.answered(primary) && !primaryMarks.contains(key(primary, mark))) {
                alone.computeIfAbsent(mark.nodeId(), id -> new ArrayList<>()).add(mark.slot());
            }
        }
        alone.forEach((nodeId, slots) -> findings.add(
                "mark-on-replica",
                Severity.WARNING,
                SlotSet.of(slots),
                List.of(Findings.label(topology, nodeId)),
                "Replica " + Findings.label(topology, nodeId) + " has marks on " + Findings.slots(SlotSet.of(slots))
                        + " that its primary has not: they would come back if it were promoted",
                "On Valkey 8 and later run CLUSTER SETSLOT <slot> STABLE on its primary, which repeats it to the replica;"
                        + " elsewhere promote the replica with CLUSTER FAILOVER, then run ./slotferry repair"));
    }

    private static void formerPrimary(ClusterTopology topology, Findings findings) {
        TreeMap<String, List<Integer>> imported = new TreeMap<>();
        for (OpenSlot mark : topology.openSlots()) {
            Deposed.besides(topology, target(mark))
                    .filter(old -> comesBack(topology, target(mark)))
                    .ifPresent(old -> imported.computeIfAbsent(old.id(), id -> new ArrayList<>())
                            .add(mark.slot()));
        }
        imported.forEach((id, numbers) -> formerPrimary(
                topology,
                findings,
                id,
                numbers,
                " was replaced, is dead",
                "Start it again, or take it out with CLUSTER FORGET on every node, before these slots are finished"));
        // Named before a repair promotes its replica, so that one look shows all that needs consent.
        TreeMap<String, List<Integer>> importing = new TreeMap<>();
        Stream.concat(topology.openSlots().stream(), topology.replicaMarks().stream())
                .forEach(mark -> topology.node(topology.primaryIdOf(target(mark)))
                        .filter(owner -> mayBeReplaced(topology, owner))
                        .ifPresent(owner -> importing
                                .computeIfAbsent(owner.id(), id -> new ArrayList<>())
                                .add(mark.slot())));
        importing.forEach((id, numbers) -> formerPrimary(
                topology,
                findings,
                id,
                numbers,
                " is dead",
                "Start it again; if it is gone for good, consent to this together with the takeover by its replica."
                        + " No CLUSTER FORGET before that: it still owns slots"));
    }

    private static String target(OpenSlot mark) {
        return mark.direction() == OpenMark.Direction.IMPORTING ? mark.nodeId() : mark.peerId();
    }

    private static boolean mayBeReplaced(ClusterTopology topology, Node owner) {
        return !topology.answered(owner.id())
                && topology.givenUp(owner)
                && !topology.slotsOf(owner.id()).isEmpty()
                && topology.replicasOf(owner.id()).stream().anyMatch(heir -> comesBack(topology, heir.id()));
    }

    private static boolean comesBack(ClusterTopology topology, String id) {
        return topology.observation(id).filter(NodeRelease::marksComeBack).isPresent();
    }

    private static void formerPrimary(
            ClusterTopology topology, Findings findings, String id, List<Integer> numbers, String what, String next) {
        SlotSet slots = SlotSet.of(numbers.stream().distinct().toList());
        findings.add(
                "former-primary-dead",
                Severity.WARNING,
                slots,
                List.of(Findings.label(topology, id)),
                Findings.label(topology, id) + what + " and may hold import marks of " + Findings.slots(slots)
                        + ": coming back after one was handed over it could take its old slots back, empty",
                next);
    }

    private static String key(String primaryId, OpenSlot mark) {
        return primaryId + " " + mark.slot() + " " + mark.direction() + " " + mark.peerId();
    }
}
