package io.slotferry.topology;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The views of all nodes put together, still knowing who said what. A node is as it sees itself where it answered, else as most of the others see it; a slot belongs to the primary that claims it itself. Immutable; every list is sorted by node id, then slot.
 */
public final class ClusterTopology {

    /** More hops than any chain of replicas that a server allows. */
    private static final int REPLICA_HOPS_MAX = 5;

    private final TreeMap<String, NodeObservation> answers = new TreeMap<>();
    private final TreeMap<String, NodeObservation> silent = new TreeMap<>();
    private final List<NodeObservation> strangers = new ArrayList<>();
    private final TreeMap<String, Integer> indexes = new TreeMap<>();
    private final Sightings sightings;
    private final SortedMap<String, Node> nodes;
    private final List<String> ids;
    private final int[] owners;
    private final List<SlotSet> slotsByOwner;
    private final SlotSet covered;
    private final Set<OpenSlot> marks;
    private final List<OpenSlot> openSlots;

    private ClusterTopology(List<NodeObservation> observations) {
        for (NodeObservation observation : observations) {
            if (observation.view() != null) {
                answers.putIfAbsent(observation.view().myself().id(), observation);
            }
        }
        sightings = new Sightings(answers);
        nodes = sightings.merged();
        ids = List.copyOf(nodes.keySet());
        for (int i = 0; i < ids.size(); i++) {
            indexes.put(ids.get(i), i);
        }
        observations.stream().filter(observation -> !observation.reachable()).forEach(this::placeSilent);
        owners = SlotOwners.byClaims(primaries(), indexes);
        slotsByOwner = SlotOwners.slots(owners, ids.size());
        covered = slotsByOwner.stream().reduce(SlotSet.EMPTY, SlotSet::plus);
        // In their order, and found at once: a cluster may have thousands.
        marks = new LinkedHashSet<>(marksOf(primaries()));
        openSlots = marks.stream().map(this::asMeant).toList();
    }

    /** Nodes that did not answer are placed by their address; an observation that fits none is kept in {@link #strangers}. */
    public static ClusterTopology of(List<NodeObservation> observations) {
        return new ClusterTopology(observations);
    }

    private void placeSilent(NodeObservation observation) {
        List<Node> there = nodes.values().stream()
                .filter(node -> !answers.containsKey(node.id()) && NodeNames.isAt(node, observation.address()))
                .toList();
        there.forEach(node -> silent.putIfAbsent(node.id(), observation));
        if (there.isEmpty()) {
            strangers.add(observation);
        }
    }

    public List<Node> primaries() {
        return nodes.values().stream().filter(Node::primary).toList();
    }

    public List<Node> replicas() {
        return nodes.values().stream().filter(Node::replica).toList();
    }

    /** Every node that any view knows, of whatever role, except those in a handshake. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    public Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** What this node told us, or why it did not; empty if nobody asked at its address. */
    public Optional<NodeObservation> observation(String nodeId) {
        return Optional.ofNullable(answers.getOrDefault(nodeId, silent.get(nodeId)));
    }

    public boolean answered(String nodeId) {
        return answers.containsKey(nodeId);
    }

    /** Ids of the nodes that answered. */
    public List<String> observers() {
        return List.copyOf(answers.keySet());
    }

    /** Addresses that did not answer and that no view knows. */
    public List<NodeObservation> strangers() {
        return List.copyOf(strangers);
    }

    /** Whoever claims the slot itself, the higher config epoch if two do; a node that did not answer claims what most of the others say it has. */
    public Optional<Node> ownerOf(int slot) {
        int index = owners[slot];
        return index == SlotOwners.NOBODY ? Optional.empty() : node(ids.get(index));
    }

    /** The slots whose {@link #ownerOf} is this node; each slot belongs to at most one. */
    public SlotSet slotsOf(String nodeId) {
        Integer index = indexes.get(nodeId);
        return index == null ? SlotSet.EMPTY : slotsByOwner.get(index);
    }

    /** Whether so many primaries with slots answer that they could declare another one failed, and promote a replica. */
    public boolean majority() {
        List<Node> voters = primaries().stream()
                .filter(node -> !slotsOf(node.id()).isEmpty())
                .toList();
        return voters.stream().filter(node -> answered(node.id())).count() * 2 > voters.size();
    }

    /** Whether the others have given it up, and nobody hears from it. Without a majority nobody is ever declared failed: then it counts whom everybody who answers suspects. */
    public boolean givenUp(Node node) {
        if (observation(node.id()).filter(NodeObservation::excusesItself).isPresent()) {
            // It is late, not dead: while it loads its file it is silent on the bus and declared failed.
            return false;
        }
        return node.gone()
                || (!answered(node.id())
                        && !majority()
                        && flaggedBy(node.id(), NodeFlag.PFAIL).size()
                                == observers().stream()
                                        .filter(id -> !id.equals(node.id()))
                                        .count());
    }

    /** Every slot that has an owner. */
    public SlotSet covered() {
        return covered;
    }

    /** The primary of this node's shard; a primary is its own. Empty for a replica of a node that nobody knows. */
    public Optional<Node> findPrimaryOf(Node node) {
        Node current = node;
        for (int hop = 0; hop < REPLICA_HOPS_MAX && current != null && current.primaryId() != null; hop++) {
            current = nodes.get(current.primaryId());
        }
        return current != null && current.primary() ? Optional.of(current) : Optional.empty();
    }

    /**
     * The primary of this node's shard; a primary is its own.
     *
     * @throws NoSuchElementException with a sentence for a replica of a node that nobody knows: ask {@link #findPrimaryOf} where that can be
     */
    public Node primaryOf(Node replica) {
        return findPrimaryOf(replica)
                .orElseThrow(() -> new NoSuchElementException("nobody knows the primary of " + replica.label()));
    }

    /** The id of whoever is the primary of this node's shard; the node's own if nobody knows. */
    public String primaryIdOf(String id) {
        return node(id).flatMap(this::findPrimaryOf).map(Node::id).orElse(id);
    }

    public List<Node> replicasOf(String primaryId) {
        return replicas().stream()
                .filter(replica -> findPrimaryOf(replica)
                        .filter(primary -> primary.id().equals(primaryId))
                        .isPresent())
                .toList();
    }

    /** Replicas of this primary that do not answer and that the others have not given up: they may hold what it holds. */
    public List<String> silentReplicasOf(String primaryId) {
        return replicasOf(primaryId).stream()
                .filter(replica -> !answered(replica.id()) && !givenUp(replica))
                .map(Node::id)
                .toList();
    }

    /** Marks of the primaries that answered. Replicas repeat them from Valkey 8 on: see {@link #replicaMarks}. */
    public List<OpenSlot> openSlots() {
        return openSlots;
    }

    /** The same as each node shows them, also where another name is meant. */
    public Set<OpenSlot> shownMarks() {
        return marks;
    }

    /** Marks in the views of replicas; Redis has none there. */
    public List<OpenSlot> replicaMarks() {
        return marksOf(replicas()).stream().map(this::asMeant).toList();
    }

    /** A run that ended in the moment its target took slots left a bystander's name there, and on the target's replicas: the owner is meant, which gives the slot to this shard. */
    private OpenSlot asMeant(OpenSlot mark) {
        if (mark.migrating()) {
            return mark;
        }
        String target = primaryIdOf(mark.nodeId());
        NodeObservation seen = answers.get(mark.nodeId());
        String owner = ownerOf(mark.slot()).map(Node::id).orElse("");
        boolean given = marks.contains(new OpenSlot(mark.slot(), owner, OpenMark.Direction.MIGRATING, target));
        boolean bystander = given
                && ServerVersion.of(seen.info()).filter(ServerVersion::valkey8).isPresent()
                && !mark.peerId().equals(target)
                && node(mark.peerId())
                        .filter(named -> Bystander.is(named, mark.slot()))
                        .isPresent();
        return bystander ? new OpenSlot(mark.slot(), mark.nodeId(), mark.direction(), owner) : mark;
    }

    private static List<OpenSlot> marksOf(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> node.marks().stream()
                        .map(mark -> new OpenSlot(mark.slot(), node.id(), mark.direction(), mark.peerId())))
                .sorted(Comparator.comparing(OpenSlot::nodeId)
                        .thenComparingInt(OpenSlot::slot)
                        .thenComparing(OpenSlot::direction))
                .toList();
    }

    /** Every known node id over all views except those in a handshake, sorted. */
    public List<String> ids() {
        return ids;
    }

    /** The id on which the lock of this cluster is kept. */
    public String smallestId() {
        if (ids.isEmpty()) {
            throw new NoSuchElementException("no node of the cluster answered");
        }
        return ids.get(0);
    }

    /** For each slot the owner as an index into {@link #ids}, -1 for nobody, by primaries' own claims. */
    public int[] owners() {
        return owners.clone();
    }

    /** For each slot the owner as an index into {@link #ids}, -1 for nobody, in the view of one node; all -1 if it did not answer. */
    public int[] ownersAccordingTo(String observerId) {
        NodeObservation answer = answers.get(observerId);
        ClusterView view = answer == null || answer.view() == null ? new ClusterView(List.of()) : answer.view();
        return SlotOwners.inView(view, indexes);
    }

    /** Ids of the other nodes whose view has this flag on this node. */
    public List<String> flaggedBy(String nodeId, NodeFlag flag) {
        return sightings.of(nodeId).stream()
                .filter(sighting -> !sighting.node().myself() && sighting.node().has(flag))
                .map(Sightings.Sighting::observerId)
                .toList();
    }

    /** Ids of the other nodes whose view has this node. */
    public List<String> knownBy(String nodeId) {
        return sightings.of(nodeId).stream()
                .map(Sightings.Sighting::observerId)
                .filter(observer -> !observer.equals(nodeId))
                .toList();
    }

    /** Lines of nodes in a handshake, with the address of the node that prints them. */
    public List<Node> handshakes() {
        return answers.values().stream()
                .flatMap(answer -> answer.view() == null ? Stream.of() : answer.view().nodes().stream())
                .filter(node -> node.has(NodeFlag.HANDSHAKE))
                .toList();
    }

    /** Which primary a node name of a request means: an id, a prefix of at least 8 characters of one, {@code host:port} or {@code hostname:port}. */
    public Resolution resolve(String nodeName) {
        return new NodeNames(this).resolve(nodeName);
    }
}
