package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.Remark;
import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Heir;
import io.slotferry.topology.Node;
import io.slotferry.workflow.Heirs;
import io.slotferry.workflow.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks who stands for the two ends of a lane, and marks open slots anew between them. Each end is looked up in somebody else's view; a promoted Redis source answers nil for every key that has moved until it is MIGRATING again, so that comes first (E3).
 */
final class Failover {

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    /** A witness that does not answer within this is not asked again for {@link #SILENT_NANOS}. */
    private static final long ANSWER_MS = 300;

    private static final long SILENT_NANOS = 2_000_000_000L;

    /** Witnesses asked before the question is put again later. */
    private static final int WITNESSES_MAX = 3;

    private final Session session;
    private final WatchRequest lane;
    private final List<Finding> findings = new ArrayList<>();
    private SlotSet blind = SlotSet.EMPTY;
    private long blindUntilMs;
    private boolean inherited;
    private final ConcurrentHashMap<String, Long> silentUntil = new ConcurrentHashMap<>();

    Failover(Session session, WatchRequest lane) {
        this.session = session;
        this.lane = lane;
    }

    /** Who stands there now; the same ends while nobody was promoted or nobody can be asked. Changes nothing. */
    Heirs look() {
        Mates mates = session.mates();
        List<String> takers = mates.with(lane.targetReplicas(), lane.to());
        takers.add(lane.to());
        Node from = heir(
                lane.from(),
                lane.to(),
                (view, id) -> Heir.ofOwner(view, id, lane.slots(), mates.with(lane.sourceReplicas(), id), takers));
        Node to = heir(
                lane.to(), lane.from(), (view, id) -> Heir.ofPrimary(view, id, mates.with(lane.targetReplicas(), id)));
        if (from != null && to != null && from.id().equals(to.id())) {
            // One end follows the other: a primary that gave its last slot becomes a replica of whoever took it. Nobody
            // was failed over, and a slot is never marked towards its own node.
            return new Heirs(lane.from(), lane.to(), "", "", -1);
        }
        return new Heirs(
                from == null ? lane.from() : from.id(),
                to == null ? lane.to() : to.id(),
                from == null ? "" : from.address(),
                to == null ? "" : to.address(),
                -1);
    }

    boolean changed(Heirs heirs) {
        return !heirs.from().equals(lane.from()) || !heirs.to().equals(lane.to());
    }

    /**
     * Marks the open slots between the heirs. May be repeated: a try that fails half way is not forgotten by {@link #blindMs}.
     */
    void remark(Heirs heirs) {
        StepClock clock = StepClock.step();
        SlotView seen = SlotView.observeOwners(session, heirs.from(), heirs.to(), lane.slots());
        SlotSet migrating = due(seen, Remark::migrating);
        SlotSet owner = due(seen, Remark::owner);
        SlotSet importing = due(seen, Remark::importing);
        boolean sourceChanged = !heirs.from().equals(lane.from());
        SetSlot source = new SetSlot(session.controls(heirs.from(), lane.slots().count()), clock);
        if (sourceChanged) {
            // A Redis replica never inherits marks: those it shows were set since by another attempt, which may not
            // have lived to tell.
            inherited = session.look(heirs.from()).facts().valkey8();
            blind = blind.plus(
                    inherited ? migrating : seen.where(slot -> slot.sourceSees() == ObservedSlot.Owner.SOURCE));
            source.migrating(migrating, heirs.to());
            blindUntilMs = System.currentTimeMillis();
        }
        SetSlot target = new SetSlot(session.controls(heirs.to(), lane.slots().count()), clock);
        target.node(owner, heirs.from());
        target.importing(importing, heirs.from());
        if (!sourceChanged) {
            source.migrating(migrating, heirs.to());
        }
        Optional<Finding> hidden = HiddenKeys.of(session, heirs.from(), heirs.to(), blind);
        hidden.ifPresent(findings::add);
        if (!blind.isEmpty() && hidden.isEmpty() && heirs.to().equals(lane.to())) {
            // Opened, if at all, in the moment of the failover: no key had moved that could have been missed.
            blind = SlotSet.EMPTY;
            inherited = false;
        }
        LOG.info(
                "failed over: slots {} are marked between {} and {} now",
                lane.slots().shortText(5),
                Session.shortId(heirs.from()),
                Session.shortId(heirs.to()));
    }

    /** For how long, at most, clients may have read nil, because a new source lacked a mark; 0 if it inherited all, -1 if no key of an open slot had moved. */
    long blindMs(long wellAtMs) {
        if (blind.isEmpty()) {
            return inherited ? 0 : -1;
        }
        return Math.max(1, blindUntilMs - wellAtMs);
    }

    /** Keys that clients may find older than they left them. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private static SlotSet due(SlotView seen, Predicate<Remark> what) {
        return seen.where(slot -> what.test(Remark.of(slot)));
    }

    /** Null if nobody but the node itself could be asked. */
    private Node heir(String id, String otherEnd, BiFunction<ClusterView, String, String> rule) {
        List<String> witnesses = new ArrayList<>(List.of(otherEnd));
        session.addresses().known().stream()
                .filter(other -> !other.equals(id) && !other.equals(otherEnd))
                .forEach(witnesses::add);
        int asked = 0;
        for (String witness : witnesses) {
            if (asked < WITNESSES_MAX && System.nanoTime() - silentUntil.getOrDefault(witness, 0L) > 0) {
                asked++;
                try {
                    ClusterView view = view(witness);
                    session.mates().learn(view, id);
                    return view.node(rule.apply(view, id)).orElse(null);
                } catch (NodeException e) {
                    silentUntil.put(witness, System.nanoTime() + SILENT_NANOS);
                }
            }
        }
        return null;
    }

    private ClusterView view(String witness) {
        Reply nodes = session.look(witness).link().call(ANSWER_MS, "CLUSTER", "NODES");
        if (nodes.failed()) {
            throw new NodeException(Session.shortId(witness) + " answers CLUSTER NODES with: " + nodes.text());
        }
        return ClusterNodesParser.parse(nodes.text());
    }
}
