package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenMark;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Drained;
import io.slotferry.workflow.Obstacle;
import io.slotferry.workflow.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Brings stranded keys home, or to the node to which the owner migrates their slot. The holder gets an IMPORTING mark, without which its own MIGRATE answers MOVED, and keeps it until it holds nothing of the slot. The owner serves the clients, so its copy of a key is never replaced: an equal one makes the stranded copy superfluous, a different one stays beside it.
 */
final class Gathering {

    private static final long TIMEOUT_MS = 2_000;
    private static final int ROUNDS_MAX = 5;

    private final Session session;
    private final DrainRequest request;
    private final Wave wave;
    private final Beat beat;
    private final Meter meter;
    private final ReplicaBarrier barrier;
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<Integer, KeptKeys> kept = new TreeMap<>();
    private SlotSet held = SlotSet.EMPTY;

    /** Slots whose owner is a third node, which gives them to the one that gathers. */
    private SlotSet givenAway = SlotSet.EMPTY;

    Gathering(Session session, DrainRequest request, Beat beat) {
        this.session = session;
        this.request = request;
        this.wave = request.wave();
        this.beat = beat;
        this.meter = new Meter(request, session.pace(wave.from(), wave.to()));
        this.barrier = new ReplicaBarrier(session, wave.to());
    }

    Drained run() throws InterruptedException {
        while (!session.source(wave.from()).tryAcquire(100, TimeUnit.MILLISECONDS)) {
            if (beat.stopped()) {
                return result(SlotSet.EMPTY);
            }
        }
        try {
            return result(gather());
        } catch (NodeException e) {
            obstacle(wave.slots(), Obstacle.Kind.WAIT, e.getMessage(), "it is tried again by itself");
            return result(SlotSet.EMPTY);
        } finally {
            session.endDrain(wave.number());
            session.source(wave.from()).release();
        }
    }

    private SlotSet gather() {
        if (beat.attempt() > 1) {
            String name = session.name("w" + wave.number());
            Fence.cutOffWave(session.look(wave.from()).link(), name);
            Fence.cutOffWave(session.look(wave.to()).link(), name);
        }
        SlotSet due = open();
        HeavyKeys.on(session, wave.from(), due)
                .forEach(heavy -> obstacle(heavy.slots(), Obstacle.Kind.PARK, heavy.reason(), heavy.next()));
        HiddenKeys.goingHome(session, wave.from(), wave.to(), due).ifPresent(findings::add);
        for (int round = 0; round < ROUNDS_MAX && !beat.stopped(); round++) {
            long before = meter.keys();
            move(due.minus(held));
            SlotSet left = holding(due.minus(held));
            if (left.isEmpty() || (meter.keys() == before && round > 0)) {
                break;
            }
        }
        differing(due);
        SlotSet empty = due.minus(held).minus(holding(due.minus(held)));
        // I6: counted a moment ago, and nobody is sent here: the owner migrates to somebody else, if at all.
        return new SetSlot(session.drain(wave.from(), wave.number(), 0), StepClock.step()).stable(empty);
    }

    /** Slots that may be gathered: the owner owns them and does not migrate them, or the target imports them from the owner; the holder does not claim them. The others are for the next look. */
    private SlotSet open() {
        ClusterView owner = NodeProbe.view(session.look(wave.to()).link());
        ClusterView holder = NodeProbe.view(session.look(wave.from()).link());
        SlotSet home = owner.myself()
                .slots()
                .minus(marked(owner, OpenMark.Direction.MIGRATING, ""))
                .and(holder.node(wave.to()).map(Node::slots).orElse(SlotSet.EMPTY));
        SlotSet due = wave.slots()
                .and(home.plus(imported(owner)))
                .minus(holder.myself().slots());
        givenAway = due.minus(home);
        SetSlot set = new SetSlot(session.drain(wave.from(), wave.number(), 0), new StepClock(StepClock.SLOW_STEP_MS));
        set.stable(due.and(marked(holder, OpenMark.Direction.MIGRATING, "")));
        // One that names the owner lets keys go to a third node as well, and is no danger if some of them stay (E10).
        SlotSet fine =
                due.and(marked(holder, OpenMark.Direction.IMPORTING, wave.to()).plus(imported(holder)));
        SlotSet marked = set.importing(due.minus(fine), wave.to()).plus(fine);
        if (!set.problem().isEmpty()) {
            boolean lasts = !set.remedy().isEmpty();
            obstacle(
                    due.minus(marked),
                    lasts ? Obstacle.Kind.PARK : Obstacle.Kind.WAIT,
                    set.problem(),
                    lasts ? set.remedy() : "it is tried again by itself");
        }
        return marked;
    }

    /** Slots that the answering node imports from the node which it takes for the owner. */
    private static SlotSet imported(ClusterView view) {
        return view.nodes().stream()
                .map(node -> node.slots().and(marked(view, OpenMark.Direction.IMPORTING, node.id())))
                .reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    /** Slots that the answering node marks; towards anybody if no peer is given. */
    private static SlotSet marked(ClusterView view, OpenMark.Direction direction, String peer) {
        return SlotSet.of(view.myself().marks().stream()
                .filter(mark -> mark.direction() == direction
                        && (peer.isEmpty() || mark.peerId().equals(peer)))
                .map(OpenMark::slot)
                .toList());
    }

    private void move(SlotSet asked) {
        ClusterView seen = NodeProbe.view(session.look(wave.from()).link());
        Node owner = seen.node(wave.to())
                .orElseThrow(() -> new NodeException("the holder of the stranded keys does not know their owner"));
        List<Integer> databases = KeyCounts.databases(session.look(wave.from()).link(), TIMEOUT_MS);
        MissingDatabases missing = new MissingDatabases(session, wave.from(), wave.to(), databases);
        missing.among(asked)
                .forEach(whole -> obstacle(whole.slots(), Obstacle.Kind.PARK, whole.reason(), whole.next()));
        SlotSet due = asked.minus(held);
        for (int database : missing.without(databases)) {
            Session.Channel source = session.drain(wave.from(), wave.number(), database);
            Session.Channel target = session.drain(wave.to(), wave.number(), database);
            Migrate migrate = Migrate.between(session, source, target, owner, seen);
            BusyKeys busy = BusyKeys.gathering(
                    source.link(), target.link(), migrate, kept.computeIfAbsent(database, db -> new KeptKeys()));
            KeyBatches batches = new KeyBatches(new Way(
                    source.link(),
                    target.link(),
                    migrate,
                    busy,
                    database,
                    new Doubts(source.link(), target.link(), database)));
            try {
                SlotSet left = due;
                while (!left.minus(held).isEmpty() && !beat.stopped()) {
                    left = batches.move(new Pass(left.minus(held), meter, beat::stopped, barrier, this::hold));
                }
            } catch (NodeException e) {
                barrier.exposed(batches.ahead()).ifPresent(findings::add);
                throw e;
            } finally {
                findings.addAll(busy.conflicts());
            }
        }
    }

    /** At the end, when everything else of these slots has come home. */
    private void differing(SlotSet due) {
        SlotSet slots = SlotSet.EMPTY;
        for (KeptKeys keys : kept.values()) {
            slots = slots.plus(SlotSet.of(keys.slots()));
        }
        SlotSet differ = slots.and(due).minus(held).and(holding(slots.and(due)));
        if (!differ.isEmpty()) {
            hold(differ, MigrateReply.BUSY_KEY, "");
        }
    }

    /** Slots of which the holder still holds keys, in any database. */
    private SlotSet holding(SlotSet slots) {
        return KeyCounts.held(session, wave.from(), slots, TIMEOUT_MS);
    }

    private void hold(SlotSet slots, MigrateReply reply, String text) {
        switch (reply) {
            case BUSY_KEY -> {
                differ(slots.minus(givenAway), Obstacle.Kind.CONFLICT, "their owner");
                // Were it given away now, the holder would lose its mark, and a restart the keys (Valkey 8 and later).
                differ(slots.and(givenAway), Obstacle.Kind.PARK, "" + session.endpoint(wave.to()));
            }
            case REFUSED ->
                obstacle(
                        slots,
                        Obstacle.Kind.PARK,
                        slots.named(3) + ": the server refuses to move its keys: " + text,
                        "mend what the server names, then start the repair again");
            default ->
                obstacle(
                        slots,
                        Obstacle.Kind.WAIT,
                        "slot " + slots.shortText(3) + " waits: " + text,
                        "it is tried again by itself once the server lets it");
        }
    }

    private void differ(SlotSet slots, Obstacle.Kind kind, String where) {
        obstacle(
                slots,
                kind,
                "keys of slot " + slots.shortText(3) + " have different values on " + where + " and on "
                        + session.endpoint(wave.from()),
                "see the findings named conflicting-key; both copies are kept");
    }

    private void obstacle(SlotSet slots, Obstacle.Kind kind, String reason, String next) {
        if (!slots.isEmpty()) {
            held = held.plus(slots);
            obstacles.add(new Obstacle(slots, kind, reason, next));
        }
    }

    private Drained result(SlotSet done) {
        return new Drained(
                done,
                obstacles,
                meter.keys(),
                meter.micros(),
                meter.batchKeys(),
                findings,
                false,
                0,
                false,
                null,
                SlotSet.EMPTY,
                null);
    }
}
