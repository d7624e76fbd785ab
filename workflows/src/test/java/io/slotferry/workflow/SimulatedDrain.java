package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Marks, MIGRATE, look again, with everything that can hold a slot: errors that pass, refusals, conflicts, a cancel half way. */
final class SimulatedDrain {

    private static final int ROUNDS_MAX = 5;
    private static final long CANCEL_NANOS_MAX = 5_000_000_000L;

    private final SimulatedStep step;
    private final Wave wave;
    private final DrainRequest request;
    private final Troubles troubles;
    private final boolean waitsForCancel;
    private final List<Obstacle> obstacles = new ArrayList<>();
    private SlotSet held = SlotSet.EMPTY;
    private long keys;
    private boolean stopped;

    SimulatedDrain(SimulatedStep step, DrainRequest request, Troubles troubles, boolean waitsForCancel) {
        this.step = step;
        this.wave = request.wave();
        this.request = request;
        this.troubles = troubles;
        this.waitsForCancel = waitsForCancel;
    }

    static Drained unreachable(DrainRequest request) {
        Obstacle obstacle = new Obstacle(
                request.wave().slots(), Obstacle.Kind.WAIT, "a node does not answer", "it is tried again by itself");
        return new Drained(
                SlotSet.EMPTY,
                List.of(obstacle),
                0,
                0,
                request.batchKeys(),
                List.of(),
                false,
                0,
                false,
                null,
                SlotSet.EMPTY,
                null);
    }

    Drained run() {
        for (int idle = 0; idle < ROUNDS_MAX && !stopped; idle++) {
            SlotSet importing = step.next(SlotStep.SET_IMPORTING).minus(held);
            SlotSet migrating = step.next(SlotStep.SET_MIGRATING).minus(held);
            SlotSet marked = step.importing(importing).plus(step.migrating(migrating));
            SlotSet due = step.next(SlotStep.DRAIN).minus(held);
            if (marked.isEmpty() && due.isEmpty()) {
                break;
            }
            due.forEach(this::move);
        }
        if (waitsForCancel && !stopped) {
            awaitCancel();
        }
        blocked();
        SlotSet ready = step.next(SlotStep.SET_NODE, SlotStep.TELL_SOURCE, SlotStep.DONE);
        return new Drained(
                ready.minus(held),
                obstacles,
                keys,
                1_000 * keys,
                100,
                List.of(),
                false,
                0,
                false,
                null,
                SlotSet.EMPTY,
                null);
    }

    private void move(int slot) {
        if (stopped) {
            return;
        }
        if (troubles.conflicts.contains(slot)) {
            step.cluster.diverge(slot, wave.from(), wave.to());
        }
        boolean half = slot % 2 == 0;
        if (troubles.refused.contains(slot) && !half) {
            refuse(slot);
            return;
        }
        for (String key : step.cluster.keysOf(wave.from(), slot)) {
            step.fuse.burn();
            if (step.fuse.happens()) {
                hold(slot, Obstacle.Kind.WAIT, "slot " + slot + " waits: CLUSTERDOWN The cluster is down");
                return;
            }
            if (!migrate(slot, key)) {
                return;
            }
            if (waitsForCancel) {
                awaitCancel();
                stopped = true;
                return;
            }
            if (troubles.refused.contains(slot)) {
                refuse(slot);
                return;
            }
        }
    }

    private boolean migrate(int slot, String key) {
        boolean cut = step.fuse.happens();
        String reply = step.cluster.migrate(wave.from(), slot, wave.to(), key, false, cut);
        if (reply.equals("BUSYKEY")) {
            Integer there = step.cluster.valueAt(wave.to(), slot, key);
            if (there != null && there < 0) {
                step.cluster.aside.add(slot);
                hold(
                        slot,
                        Obstacle.Kind.CONFLICT,
                        "keys of slot " + slot + " have different values on source and target");
                return false;
            }
            // The source is unchanged and served the clients: its copy wins (I5).
            reply = step.cluster.migrate(wave.from(), slot, wave.to(), key, true, false);
        }
        if (reply.equals("OK")) {
            keys++;
        }
        if (reply.equals("IOERR") || reply.equals("MOVED")) {
            hold(slot, Obstacle.Kind.WAIT, "slot " + slot + " waits: " + reply);
            return false;
        }
        return true;
    }

    private void refuse(int slot) {
        step.cluster.aside.add(slot);
        hold(
                slot,
                troubles.refusesAll ? Obstacle.Kind.PARK_LANE : Obstacle.Kind.PARK,
                "slot " + slot + ": the server refuses to move its keys: NOPERM");
    }

    private void blocked() {
        step.next(SlotStep.BLOCKED).minus(held).forEach(slot -> {
            var seen = step.look(slot);
            boolean mayPass = seen.sourceMark() != Mark.OTHER
                    && seen.targetMark() != Mark.OTHER
                    && seen.sourceKeys() == 0
                    && seen.targetKeys() == 0;
            hold(slot, mayPass ? Obstacle.Kind.WAIT : Obstacle.Kind.PARK, SlotMover.blockedBecause(seen));
        });
    }

    private void hold(int slot, Obstacle.Kind kind, String reason) {
        held = held.plus(SlotSet.of(slot));
        obstacles.add(new Obstacle(SlotSet.of(slot), kind, reason, "somebody does something"));
    }

    /** A paced drain goes on until the run tells it to stop; the heartbeat is how it hears of that. */
    private static void awaitCancel() {
        long until = System.nanoTime() + CANCEL_NANOS_MAX;
        try {
            while (System.nanoTime() < until) {
                Activity.getExecutionContext().heartbeat("waiting");
                LockSupport.parkNanos(1_000_000);
            }
        } catch (ActivityCompletionException e) {
            // Cancelled, and returns what it did so far.
        }
    }
}
