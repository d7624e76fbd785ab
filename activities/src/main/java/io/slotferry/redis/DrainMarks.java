package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.Remark;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Obstacle;
import io.slotferry.workflow.Wave;
import java.util.List;

/** The marks of a wave that is being drained: set again wherever a failover, a restart or somebody else took them. */
final class DrainMarks {

    private final Session session;
    private final DrainRequest request;
    private final Wave wave;
    private final Obstacles obstacles;
    private final List<Finding> findings;
    private SlotSet forgotten = SlotSet.EMPTY;

    /**
     * @param obstacles gets the slots whose marks are refused
     * @param findings gets what clients may have noticed
     */
    DrainMarks(Session session, DrainRequest request, Obstacles obstacles, List<Finding> findings) {
        this.session = session;
        this.request = request;
        this.wave = request.wave();
        this.obstacles = obstacles;
        this.findings = findings;
    }

    /** A failover of both ends takes both marks: then only this run, or the one that was adopted, knows that the slots are open. */
    SlotStep next(ObservedSlot seen) {
        return request.onceOpen().contains(seen.slot()) ? SlotMover.nextOnceOpen(seen) : SlotMover.nextStep(seen);
    }

    /** Slots whose source did not know for a while that they were open, with keys on the target: clients may have written these on either. */
    SlotSet forgotten() {
        return forgotten;
    }

    /** I1: marks first, before any key moves. Returns the slots that got one. */
    SlotSet reassert(SlotView seen) {
        StepClock clock = StepClock.step();
        SetSlot target = new SetSlot(session.drain(wave.to(), wave.number(), 0), clock);
        SlotSet unmapped = seen.unmappedOnTarget().minus(wave.slots());
        if (!unmapped.isEmpty()) {
            // Of other waves, and in the way of this one.
            target.node(unmapped, wave.from());
            target.importing(unmapped, wave.from());
        }
        SlotSet importing = seen.at(this::next, SlotStep.SET_IMPORTING).minus(obstacles.held());
        SlotSet migrating = seen.at(this::next, SlotStep.SET_MIGRATING).minus(obstacles.held());
        if (importing.plus(migrating).isEmpty()) {
            return SlotSet.EMPTY;
        }
        SetSlot source = new SetSlot(session.drain(wave.from(), wave.number(), 0), clock);
        target.node(importing.and(seen.where(slot -> Remark.of(slot).owner())), wave.from());
        SlotSet done = target.importing(importing, wave.from()).plus(source.migrating(migrating, wave.to()));
        SlotSet unmarked = seen.where(slot -> slot.sourceMark() == ObservedSlot.Mark.NONE);
        HiddenKeys.of(session, wave.from(), wave.to(), migrating.and(unmarked)).ifPresent(found -> {
            findings.add(found);
            forgotten = forgotten.plus(found.slots());
        });
        SetSlot refusing = target.problem().isEmpty() ? source : target;
        SlotSet refused = importing.plus(migrating).minus(done);
        if (!refused.isEmpty()) {
            boolean lasts = !refusing.remedy().isEmpty() && request.patienceMs() == DrainRequest.UNWATCHED;
            obstacles.add(
                    refused,
                    lasts ? Obstacle.Kind.PARK_LANE : Obstacle.Kind.WAIT,
                    refusing.problem(),
                    lasts ? refusing.remedy() : "it is tried again by itself");
        }
        return done;
    }

    /**
     * A Valkey replica that was away when the slots were opened, and came back by a partial resync, has no mark of them: promoted, 9.1 would delete their keys (E10). IMPORTING once more is repeated to it.
     *
     * @return the slots whose keys may move now
     */
    SlotSet onReplicas(SlotSet due) {
        if (!session.look(wave.to()).facts().valkey8()) {
            return due;
        }
        return new SetSlot(session.controls(wave.to(), due.count()), StepClock.step()).importing(due, wave.from());
    }
}
