package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.topology.Bystander;
import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeFlag;
import io.slotferry.topology.OpenMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What source and target of a move say about some slots at this moment: the only thing a step is decided from. */
final class SlotView {

    private static final long TIMEOUT_MS = 1_500;

    private final ClusterView source;
    private final ClusterView target;
    private final String bystander;
    private final TreeMap<Integer, ObservedSlot> slots = new TreeMap<>();

    private SlotView(ClusterView source, ClusterView target, String bystander) {
        this.source = source;
        this.target = target;
        this.bystander = bystander;
    }

    /** Which slots' keys the target is asked for. */
    private enum OnTarget {
        NONE,
        /** Only where no mark is set does a step depend on them. */
        UNMARKED,
        ALL
    }

    /** Looks at both ends. Keys are counted over all databases: draining only database 0 deleted the others (E6). */
    static SlotView observe(Session session, String from, String to, SlotSet asked) {
        return observe(session, from, to, asked, asked, OnTarget.UNMARKED);
    }

    /** Without the source's keys, for slots whose source does not matter yet; they read as 0. */
    static SlotView observeUnopened(Session session, String from, String to, SlotSet asked) {
        return observe(session, from, to, asked, SlotSet.EMPTY, OnTarget.UNMARKED);
    }

    /** Owners and marks only, for slots that were counted a moment ago; keys read as 0. */
    static SlotView observeOwners(Session session, String from, String to, SlotSet asked) {
        return observe(session, from, to, asked, SlotSet.EMPTY, OnTarget.NONE);
    }

    /** Everything, with the target's keys of every slot: going back depends on them (I6), and how a slot is taken. */
    static SlotView observeBoth(Session session, String from, String to, SlotSet asked) {
        return observe(session, from, to, asked, asked, OnTarget.ALL);
    }

    private static SlotView observe(
            Session session, String from, String to, SlotSet asked, SlotSet counted, OnTarget onTarget) {
        NodeLink sourceLink = session.look(from).link();
        NodeLink targetLink = session.look(to).link();
        NodeLink.Pending askedSource = sourceLink.send(questions(counted));
        NodeLink.Pending askedTarget = targetLink.send(questions(SlotSet.EMPTY));
        Answer fromSource = answer(sourceLink, askedSource.replies(TIMEOUT_MS), counted);
        Answer fromTarget = answer(targetLink, askedTarget.replies(TIMEOUT_MS), SlotSet.EMPTY);
        String bystander = session.look(to).facts().valkey8()
                ? Bystander.of(fromSource.view, fromTarget.view).map(Node::id).orElse("")
                : "";
        Seen sourceSeen = new Seen(fromSource.view, from, to, OpenMark.Direction.MIGRATING, to, false);
        Seen targetSeen = new Seen(fromTarget.view, from, to, OpenMark.Direction.IMPORTING, from, !bystander.isEmpty());
        SlotSet countedOnTarget =
                switch (onTarget) {
                    case NONE -> SlotSet.EMPTY;
                    case UNMARKED -> asked.minus(sourceSeen.marked()).minus(targetSeen.marked());
                    case ALL -> asked;
                };
        fromSource.addOthers(session, from, counted);
        fromTarget.addCounts(targetLink, countedOnTarget);
        fromTarget.addOthers(session, to, countedOnTarget);
        SlotView view = new SlotView(fromSource.view, fromTarget.view, bystander);
        // A source that gave its last slot away becomes the target's replica and counts the target's keys as its own.
        boolean follows = to.equals(fromSource.view.myself().primaryId());
        asked.forEach(slot -> view.slots.put(
                slot,
                new ObservedSlot(
                        slot,
                        sourceSeen.owner(slot),
                        targetSeen.owner(slot),
                        sourceSeen.mark(slot),
                        targetSeen.mark(slot),
                        follows ? 0 : fromSource.counts.getOrDefault(slot, 0L),
                        fromTarget.counts.getOrDefault(slot, 0L))));
        return view;
    }

    /**
     * Slots, asked for or not, that the target imports from the source or the node before it, and maps to nobody, or to a node that failed or is a replica now, although the source owns them. An importer does not listen to gossip about what it imports: once its source was failed over the slot stays with the dead node, and is nobody's when that one comes back as a replica; with full coverage the target then answers CLUSTERDOWN for every slot.
     */
    SlotSet unmappedOnTarget() {
        SlotSet imported = SlotSet.of(target.myself().marks().stream()
                .filter(mark -> mark.direction() == OpenMark.Direction.IMPORTING)
                .filter(mark -> Seen.towards(mark, source.myself().id(), target, !bystander.isEmpty()) != Mark.OTHER
                        || target.node(mark.peerId())
                                .filter(node -> node.has(NodeFlag.FAIL))
                                .isPresent())
                .map(OpenMark::slot)
                .toList());
        SlotSet mapped = target.nodes().stream()
                .filter(node -> node.primary() && !node.has(NodeFlag.FAIL))
                .map(Node::slots)
                .reduce(SlotSet.EMPTY, SlotSet::plus);
        return imported.minus(mapped).and(source.myself().slots());
    }

    /** Slots, asked for or not, of which neither end names an owner. */
    SlotSet ownedByNobody() {
        return source.unowned().and(target.unowned());
    }

    ObservedSlot slot(int slot) {
        return slots.get(slot);
    }

    /** Slots whose next step is one of these. */
    SlotSet at(Function<ObservedSlot, SlotStep> next, SlotStep... steps) {
        List<SlotStep> wanted = List.of(steps);
        List<Integer> found = new ArrayList<>();
        slots.forEach((slot, seen) -> {
            if (wanted.contains(next.apply(seen))) {
                found.add(slot);
            }
        });
        return SlotSet.of(found);
    }

    /** Slots of which this holds. */
    SlotSet where(Predicate<ObservedSlot> holds) {
        return SlotSet.of(
                slots.values().stream().filter(holds).map(ObservedSlot::slot).toList());
    }

    long sourceKeys(SlotSet of) {
        return of.stream().mapToLong(slot -> slots.get(slot).sourceKeys()).sum();
    }

    Node source() {
        return source.myself();
    }

    /** Whom the target's marks name while it takes slots; the source itself on Redis, or where there is no third primary. */
    String bystander() {
        return bystander.isEmpty() ? source.myself().id() : bystander;
    }

    ClusterView sourceSees() {
        return source;
    }

    ClusterView targetSees() {
        return target;
    }

    Node target() {
        return target.myself();
    }

    /** Whether both ends are healthy primaries in their own eyes and in each other's. While one is being replaced its marks name the old node here and the new one there. */
    boolean bothArePrimaries() {
        return stands(source, source.myself().id())
                && stands(source, target.myself().id())
                && stands(target, source.myself().id())
                && stands(target, target.myself().id());
    }

    static final String SEES_FEW =
            "source or target does not see most of the primaries: these may have given the slots to others meanwhile";

    /**
     * Whether each end sees most of the primaries that own slots. On the smaller side of a cut the servers still take SETSLOT NODE, while the larger side may have promoted the source's replica and taken writes for it: these would be deleted when both meet again and the target's epoch wins.
     */
    boolean bothSeeMost() {
        return seesMost(source) && seesMost(target);
    }

    private static boolean seesMost(ClusterView view) {
        List<Node> owners = view.nodes().stream()
                .filter(node -> node.primary() && !node.slots().isEmpty())
                .toList();
        long well = owners.stream().filter(node -> stands(view, node.id())).count();
        return 2 * well > owners.size();
    }

    private static boolean stands(ClusterView view, String id) {
        return view.node(id)
                .map(node -> node.primary() && !node.has(NodeFlag.FAIL) && !node.has(NodeFlag.PFAIL))
                .orElse(false);
    }

    private static List<Request> questions(SlotSet asked) {
        List<Request> requests = new ArrayList<>();
        requests.add(Request.of("CLUSTER", "NODES"));
        requests.add(Request.of("INFO", "keyspace"));
        requests.addAll(KeyCounts.questions(asked));
        return requests;
    }

    private static Answer answer(NodeLink link, List<Reply> replies, SlotSet asked) {
        if (replies.get(0).failed()) {
            throw new NodeException(link.endpoint() + " answers CLUSTER NODES with: "
                    + replies.get(0).text());
        }
        Answer answer = new Answer(
                ClusterNodesParser.parse(replies.get(0).text()),
                KeyCounts.databases(link, replies.get(1)),
                new HashMap<>());
        answer.add(asked, KeyCounts.read(link, replies.subList(2, replies.size())));
        return answer;
    }

    private record Answer(ClusterView view, List<Integer> databases, Map<Integer, Long> counts) {

        /** Databases beside 0, which only Valkey 9 and later has in a cluster. */
        void addOthers(Session session, String nodeId, SlotSet asked) {
            for (int database : databases.subList(1, databases.size())) {
                addCounts(session.look(nodeId, database).link(), asked);
            }
        }

        void addCounts(NodeLink link, SlotSet asked) {
            add(asked, KeyCounts.of(link, asked, TIMEOUT_MS));
        }

        private void add(SlotSet asked, long[] counted) {
            int[] order = asked.stream().toArray();
            for (int i = 0; i < order.length; i++) {
                counts.merge(order[i], counted[i], Long::sum);
            }
        }
    }

    /** One node's view, asked slot by slot without searching all nodes each time. */
    private static final class Seen {

        private final SlotSet ofSource;
        private final SlotSet ofTarget;
        private final SlotSet ofAnybody;
        private final Map<Integer, Mark> marks = new HashMap<>();

        Seen(ClusterView view, String from, String to, OpenMark.Direction ours, String peer, boolean taking) {
            ofSource = view.node(from).map(Node::slots).orElse(SlotSet.EMPTY);
            ofTarget = view.node(to).map(Node::slots).orElse(SlotSet.EMPTY);
            ofAnybody = view.nodes().stream().map(Node::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
            for (OpenMark mark : view.myself().marks()) {
                marks.put(mark.slot(), mark.direction() == ours ? towards(mark, peer, view, taking) : Mark.OTHER);
            }
        }

        /** @param taking whether the mark of a slot that is being taken names a bystander here */
        private static Mark towards(OpenMark mark, String peer, ClusterView view, boolean taking) {
            if (mark.peerId().equals(peer)) {
                return Mark.OURS;
            }
            boolean outdated = view.node(mark.peerId())
                    .filter(node -> peer.equals(node.primaryId())
                            || (taking && !node.id().equals(view.myself().id()) && Bystander.is(node, mark.slot())))
                    .isPresent();
            return outdated ? Mark.OUTDATED : Mark.OTHER;
        }

        Owner owner(int slot) {
            if (ofSource.contains(slot)) {
                return Owner.SOURCE;
            }
            if (ofTarget.contains(slot)) {
                return Owner.TARGET;
            }
            return ofAnybody.contains(slot) ? Owner.OTHER : Owner.NOBODY;
        }

        SlotSet marked() {
            return SlotSet.of(marks.keySet());
        }

        Mark mark(int slot) {
            return marks.getOrDefault(slot, Mark.NONE);
        }
    }
}
