package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.topology.Node;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Drained;
import io.slotferry.workflow.Heirs;
import io.slotferry.workflow.Obstacle;
import io.slotferry.workflow.WatchRequest;
import io.slotferry.workflow.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one composite step: look, re-assert the marks that are missing, move keys until the source counts 0, look again. It begins at whatever the servers show, so it is also how a wave is resumed after any crash.
 */
final class Drain {

    /** How long to wait for the end of a failover before the slots are looked at again. */
    private static final long FAILOVER_LOOK_MS = 1_000;
    /** How long to wait before the servers are asked again for what they refuse for now. */
    private static final long RETRY_MS = 5_000;

    private final Session session;
    private final DrainRequest request;
    private final Wave wave;
    private final Beat beat;
    private final Meter meter;
    private final ReplicaBarrier barrier;
    private final Failover failover;
    private final Vigil vigil;
    private final DrainMarks marks;
    private final Obstacles obstacles = new Obstacles();
    private final List<Finding> findings = new ArrayList<>();
    private final Standstill standstill;
    private final DrainPause pause;
    private boolean unreachable;
    /** Whether slots cannot be closed before the target's former primary is back. */
    private boolean heldByFormer;

    private @Nullable SlotSet owned;

    Drain(Session session, DrainRequest request, Beat beat) {
        this.session = session;
        this.request = request;
        this.wave = request.wave();
        this.beat = beat;
        this.meter = new Meter(request, session.pace(wave.from(), wave.to()));
        this.marks = new DrainMarks(session, request, obstacles, findings);
        this.standstill = new Standstill(request, marks, obstacles);
        this.barrier = new ReplicaBarrier(session, wave.to());
        WatchRequest lane = new WatchRequest(
                wave.ref(), wave.from(), wave.to(), wave.slots(), request.sourceReplicas(), request.targetReplicas());
        this.failover = new Failover(session, lane);
        this.vigil = new Vigil(
                session,
                failover,
                wave.from(),
                wave.to(),
                request.patienceMs() != DrainRequest.UNWATCHED,
                request.seenAtMs());
        this.pause = new DrainPause(session, request, this::stopped);
    }

    /** A node that is silent is waited for here as long as the request is patient: the vigil sees its heir sooner than the workflow could. */
    Drained run() throws InterruptedException {
        try (vigil) {
            SlotSet ready = attempt().minus(obstacles.held());
            boolean waited = waited(ready);
            Heirs heirs = vigil.settled();
            findings.addAll(failover.findings());
            return new Drained(
                    heirs == null ? ready : SlotSet.EMPTY,
                    heirs == null ? obstacles.all() : List.of(),
                    meter.keys(),
                    meter.micros(),
                    meter.batchKeys(),
                    findings,
                    waited,
                    vigil.wellAtMs(),
                    standstill.disagrees(),
                    heirs,
                    marks.forgotten(),
                    owned);
        }
    }

    private boolean waited(SlotSet ready) {
        if (unreachable) {
            return pause.untilBothAnswer();
        }
        if (standstill.failingOver()) {
            return pause.of(FAILOVER_LOOK_MS);
        }
        if (heldByFormer && !ready.isEmpty()) {
            return pause.untilFormerTargetIsSettled();
        }
        // A night of it would fill a history.
        return ready.isEmpty() && obstacles.onlyWaits() && pause.of(RETRY_MS);
    }

    private boolean stopped() {
        return beat.stopped() || vigil.heirs() != null;
    }

    /** The slots that can be finalised. */
    private SlotSet attempt() throws InterruptedException {
        try {
            if (!takesOver()) {
                // Before the turn comes: a handshake would be part of the time in which the source moves nothing. A
                // takeover first cuts off every connection of this name, so it opens its own afterwards.
                session.drain(wave.from(), wave.number(), 0);
                session.drain(wave.to(), wave.number(), 0);
            }
        } catch (NodeException e) {
            session.endDrain(wave.number());
            without(e);
            return SlotSet.EMPTY;
        }
        while (!session.source(wave.from()).tryAcquire(100, TimeUnit.MILLISECONDS)) {
            if (stopped()) {
                return SlotSet.EMPTY;
            }
        }
        try {
            return move();
        } catch (NodeException e) {
            without(e);
            return SlotSet.EMPTY;
        } finally {
            session.endDrain(wave.number());
            session.source(wave.from()).release();
        }
    }

    /** One end is not there. If nobody has known it for a while no wait helps, and the run would only keep a repair from the cluster. */
    private void without(NodeException e) {
        SlotSet rest = wave.slots().minus(obstacles.held());
        if (e instanceof UnknownNode && Patience.isOver(request)) {
            obstacles.add(rest, Obstacle.Kind.PARK_LANE, e.getMessage(), Obstacle.UNKNOWN_NODE_NEXT);
        } else {
            unreachable = true;
            obstacles.waits(rest, e.getMessage(), "it is tried again by itself once the node answers");
        }
    }

    private SlotSet move() {
        if (takesOver()) {
            String name = session.name("w" + wave.number());
            Fence.cutOffWave(session.look(wave.from()).link(), name);
            Fence.cutOffWave(session.look(wave.to()).link(), name);
            // Here, where there is time: a SETSLOT step has one second for all, and handshakes by TLS alone may take
            // that.
            session.controls(wave.from(), wave.slots().count());
            session.controls(wave.to(), wave.slots().count());
        }
        if (beat.attempt() > 1) {
            HiddenKeys.ofLostAttempt(session, wave.from(), wave.to(), wave.slots(), request.sourceRunId())
                    .ifPresent(findings::add);
        } else if (request.patienceMs() == DrainRequest.UNWATCHED) {
            // A repair weighs nothing before.
            HiddenKeys.leftBehind(session, wave.from(), wave.to(), wave.slots()).ifPresent(findings::add);
        }
        CrashPoint.BEFORE_DRAIN_LOOK.reach();
        SlotView first = look();
        SlotView seen = first;
        for (int idle = 0; idle < Standstill.ROUNDS_MAX && !stopped(); ) {
            long before = meter.keys();
            SlotSet marked = marks.reassert(seen);
            SlotSet due = seen.at(marks::next, SlotStep.DRAIN).minus(obstacles.held());
            if (marked.isEmpty() && due.isEmpty()) {
                break;
            }
            if (!due.isEmpty()) {
                moveKeys(seen, due);
            }
            seen = look();
            // A mark that is set again and again is no progress.
            idle = meter.keys() > before ? 0 : idle + 1;
        }
        SlotSet claimed = FormerTarget.claims(session, wave, seen);
        heldByFormer = FormerTarget.awaited(wave, seen, session.look(wave.to()));
        standstill.blocked(seen, claimed);
        if (!stopped()) {
            standstill.stuck(seen);
        }
        GivenEarly given = new GivenEarly(first, seen, meter);
        given.tell(findings, obstacles);
        SlotSet before = given.before(request.held());
        if (!before.isEmpty()) {
            given.tellBefore(
                    SlotView.observeBoth(session, wave.from(), wave.to(), before), before, findings, obstacles);
        }
        SlotSet ready = seen.at(marks::next, SlotStep.SET_NODE, SlotStep.TELL_SOURCE, SlotStep.DONE)
                .plus(claimed);
        owned = seen.at(SlotMover::nextStep, SlotStep.DONE);
        CrashPoint.AFTER_DRAIN.reach();
        return ready;
    }

    private boolean takesOver() {
        return request.takeover() || beat.attempt() > 1;
    }

    private SlotView look() {
        return SlotView.observe(session, wave.from(), wave.to(), wave.slots());
    }

    private void moveKeys(SlotView seen, SlotSet open) {
        List<Integer> databases = KeyCounts.databases(session.look(wave.from()).link(), 1_000);
        MissingDatabases missing = new MissingDatabases(session, wave.from(), wave.to(), databases);
        missing.among(open).forEach(obstacles::park);
        Patience patience = new Patience(request, obstacles, seen);
        if (request.patienceMs() > 0 && !session.letsMigrateIn(wave.to())) {
            // Each try would leave copies on the target.
            Endpoint there = session.endpoint(wave.to());
            patience.hold(open, MigrateReply.REFUSED, Remedy.added(Remedy.WRONGPASS, there, there));
            return;
        }
        SlotSet free = open.minus(obstacles.held());
        SlotSet due = takesOver() || barrier.replicaJoined() ? marks.onReplicas(free) : free;
        Node target = seen.sourceSees().node(wave.to()).orElse(seen.target());
        for (int database : missing.without(databases)) {
            Session.Channel source = session.drain(wave.from(), wave.number(), database);
            Session.Channel to = session.drain(wave.to(), wave.number(), database);
            // Asked now: the connection may be older than a failover there and back.
            boolean unchanged = !request.sourceRunId().isEmpty()
                    && request.sourceRunId()
                            .equals(NodeFacts.read(source.link()).runId());
            Migrate migrate = Migrate.between(session, source, to, target, seen.sourceSees());
            BusyKeys busy = new BusyKeys(source.link(), to.link(), migrate, slot -> sourceServes(slot) && unchanged);
            Doubts doubts = new Doubts(source.link(), to.link(), database);
            KeyBatches batches = new KeyBatches(new Way(source.link(), to.link(), migrate, busy, database, doubts));
            try {
                SlotSet left = due;
                while (!left.minus(obstacles.held()).isEmpty() && !stopped()) {
                    left = batches.move(
                            new Pass(left.minus(obstacles.held()), meter, this::stopped, barrier, patience));
                }
            } catch (NodeException e) {
                if (request.patienceMs() == DrainRequest.UNWATCHED) {
                    // A move watches both ends, and tells of it with their heirs.
                    barrier.exposed(batches.ahead()).ifPresent(findings::add);
                }
                throw e;
            } finally {
                findings.addAll(busy.conflicts());
                doubts.finding().ifPresent(findings::add);
            }
        }
    }

    /** Asked after a key was found on both: a STABLE or NODE typed since the last look let clients write moved keys anew. The mark is set again here, because a slot with a conflict keeps its marks. */
    private boolean sourceServes(int slot) {
        SlotView seen = SlotView.observe(session, wave.from(), wave.to(), SlotSet.of(slot));
        marks.reassert(seen);
        return seen.slot(slot).targetSees() == ObservedSlot.Owner.SOURCE
                && !marks.forgotten().contains(slot);
    }
}
