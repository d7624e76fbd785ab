package io.slotferry.repair;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.NodeRelease;
import io.slotferry.diagnosis.Silence;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Deposed;
import io.slotferry.topology.Inheritance;
import io.slotferry.topology.Node;
import io.slotferry.topology.SlotKeys;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All nodes of a cluster, by id. */
public final class Cast {

    private final TreeMap<String, Actor> actors = new TreeMap<>();
    private final Map<String, String> replaced;
    private final Set<String> wary;
    private final Strangers strangers;
    private final Map<String, SlotSet> guests;
    private final boolean majority;
    private final List<String> silent;

    /**
     * @param replaced a primary to the dead former one of its shard
     * @param wary primaries whose dead former one may come back with import marks
     * @param strangers who does not know whom
     * @param guests slots of which a primary holds keys and which another one owns
     * @param majority see {@link #majority}
     * @param silent see {@link #silentPrimaries}
     */
    Cast(
            Collection<Actor> all,
            Map<String, String> replaced,
            Set<String> wary,
            Strangers strangers,
            Map<String, SlotSet> guests,
            boolean majority,
            List<String> silent) {
        all.forEach(actor -> actors.put(actor.id(), actor));
        this.replaced = replaced;
        this.wary = wary;
        this.strangers = strangers;
        this.guests = guests;
        this.majority = majority;
        this.silent = silent;
    }

    public static Cast of(ClusterTopology topology, SlotKeys keys) {
        TreeSet<String> contested = contested(topology, keys);
        TreeMap<String, String> replaced = new TreeMap<>();
        topology.primaries().forEach(primary -> Deposed.besides(topology, primary.id())
                .ifPresent(old -> replaced.put(primary.id(), old.id())));
        Set<String> wary = new TreeSet<>(replaced.keySet());
        wary.removeIf(id ->
                topology.observation(id).filter(NodeRelease::marksComeBack).isEmpty());
        List<Actor> actors = topology.nodes().stream()
                // One that a mark names and nobody knows: a server that reads it from its file makes a node of it.
                .filter(node -> node.primary() || node.replica())
                .map(node -> actor(topology, node, !contested.contains(node.id())))
                .toList();
        List<String> silent = topology.primaries().stream()
                .filter(node -> !topology.answered(node.id()) && !topology.givenUp(node))
                // One that most have forgotten may be remembered by somebody for ever.
                .filter(node -> member(topology, node.id()))
                .map(Node::id)
                .toList();
        return new Cast(
                actors, replaced, wary, Strangers.among(topology), guests(topology, keys), topology.majority(), silent);
    }

    private static Map<String, SlotSet> guests(ClusterTopology topology, SlotKeys keys) {
        TreeMap<String, SlotSet> guests = new TreeMap<>();
        for (Node node : topology.primaries()) {
            SlotSet others = keys.heldBy(node.id()).minus(node.slots());
            if (!others.isEmpty()) {
                guests.put(node.id(), others);
            }
        }
        return guests;
    }

    /**
     * Why this act has to wait; empty if it has not. A primary that loses its last slot becomes a replica of whoever got it, and drops every key that it holds of other slots.
     *
     * @param losing how many slots the node loses by the act
     */
    String emptied(RepairAct act, int losing) {
        boolean gives = act.kind() == RepairAct.Kind.FORWARD || act.kind() == RepairAct.Kind.RETURN;
        SlotSet held = guests.getOrDefault(act.node(), SlotSet.EMPTY);
        if (!gives || held.isEmpty() || get(act.node()).slots() > losing) {
            return "";
        }
        return label(act.node())
                + " would lose its last slot, become a replica and drop the keys that it holds of "
                + held.named(3) + "; these have to be brought home first";
    }

    /** The former primary of this one's shard that is dead and may come back with import marks, see {@link Deposed}; empty if there is none. */
    String deposedBefore(String id) {
        return wary.contains(id) ? replacedBy(id) : "";
    }

    /** The dead former primary of its shard in whose place this one stands; empty if there is none or the server does not tell. */
    String replacedBy(String id) {
        return replaced.getOrDefault(id, "");
    }

    /** Whether another primary stands in its place, with all that replicas had of it. */
    boolean isReplaced(String id) {
        return replaced.containsValue(id);
    }

    Strangers strangers() {
        return strangers;
    }

    @Nullable
    Actor find(String id) {
        return actors.get(id);
    }

    Actor get(String id) {
        Actor actor = actors.get(id);
        if (actor == null) {
            throw new IllegalArgumentException("nobody knows node " + id);
        }
        return actor;
    }

    Collection<Actor> all() {
        return actors.values();
    }

    /** Whether so many primaries with slots answer that they could declare another one failed, and promote a replica. */
    boolean majority() {
        return majority;
    }

    boolean live(String id) {
        Actor actor = actors.get(id);
        return actor != null && actor.live();
    }

    /** A live primary that the others know: only such a one may own slots. */
    boolean mayOwn(String id) {
        Actor actor = actors.get(id);
        return actor != null && actor.live() && actor.member();
    }

    /** The live primary that is meant by this name; empty if there is none. */
    String standIn(String id) {
        Actor actor = actors.get(id);
        return actor == null ? "" : actor.standIn();
    }

    String label(String id) {
        Actor actor = actors.get(id);
        return actor == null ? "node " + (id.length() <= 8 ? id : id.substring(0, 8)) : actor.label();
    }

    /** What to know before the best heir of this dead node is promoted; empty if nothing is. */
    String doubt(Actor dead) {
        String heir = dead.heirs().get(0);
        return doubtful(heir)
                ? ". " + label(heir) + " was not linked to it since it started or was told to follow it, and may"
                        + " have none of its keys: start " + dead.label() + " again if you can, its disk may have them"
                : "";
    }

    /** Whether the others may be about to promote a replica of this dead node. */
    boolean mayBeReplaced(Actor dead) {
        return majority && !dead.heirs().isEmpty();
    }

    private boolean doubtful(String id) {
        Actor actor = actors.get(id);
        return actor != null && actor.doubtful();
    }

    /** What this dead node held is not given up while a replica of it runs. */
    Decision heirSilent(Actor dead, String what) {
        Actor heir = get(dead.silentHeirs().get(0));
        return Decision.waiting(
                Row.HEIR_SILENT,
                heir,
                what + ", and its replica " + heir.label() + " may hold its keys and does not answer" + heir.silent());
    }

    /** Primaries that do not answer us and that nobody has given up: they may hold keys of any slot. */
    List<Actor> silentPrimaries() {
        return silent.stream().map(this::get).toList();
    }

    /** Who takes a slot that nobody has a reason to own: the primary with the fewest slots among those that have some. */
    String lightest() {
        Comparator<Actor> fewest = Comparator.comparingInt(Actor::slots).thenComparing(Actor::id);
        List<Actor> owners =
                actors.values().stream().filter(actor -> mayOwn(actor.id())).toList();
        return owners.stream()
                .filter(actor -> actor.slots() > 0)
                .min(fewest)
                .or(() -> owners.stream().min(fewest))
                .map(Actor::id)
                .orElse("");
    }

    private static Actor actor(ClusterTopology topology, Node node, boolean mayRaise) {
        boolean answers = topology.answered(node.id());
        Inheritance inheritance = new Inheritance(topology);
        return new Actor(
                node.id(),
                node.label(),
                node.host(),
                node.port(),
                node.meet(),
                answers && node.primary(),
                answers,
                member(topology, node.id()),
                topology.givenUp(node),
                answers ? null : Silence.of(topology, node).orElse(null),
                topology.findPrimaryOf(node)
                        .map(Node::id)
                        .filter(topology::answered)
                        .orElse(""),
                topology.observation(node.id()).flatMap(NodeRelease::of).orElse(null),
                topology.slotsOf(node.id()).count(),
                inheritance.heirs(node.id()),
                topology.silentReplicasOf(node.id()),
                mayRaise,
                node.replica() && inheritance.doubtful(node.id()));
    }

    /** Known to at least half of the other nodes that answer. */
    private static boolean member(ClusterTopology topology, String id) {
        int others = (int)
                topology.observers().stream().filter(other -> !other.equals(id)).count();
        return topology.knownBy(id).size() * 2 >= others;
    }

    /** Claimants of a slot of which another claimant holds keys. */
    private static TreeSet<String> contested(ClusterTopology topology, SlotKeys keys) {
        TreeSet<String> contested = new TreeSet<>();
        List<Node> claimants = topology.primaries().stream()
                .filter(node -> topology.answered(node.id()))
                .toList();
        SlotSet all = SlotSet.range(0, SlotRange.SLOT_COUNT - 1);
        for (Node node : claimants) {
            for (Node other : claimants) {
                SlotSet both = node.slots().and(other.slots()).and(all);
                if (!node.id().equals(other.id()) && both.intersects(keys.heldBy(other.id()))) {
                    contested.add(node.id());
                }
            }
        }
        return contested;
    }
}
