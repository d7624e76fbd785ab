package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.Remark;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import io.slotferry.workflow.Stepped;
import io.slotferry.workflow.Wave;
import java.util.List;

/** Marks of a wave: each step looks, asks the slot mover, and sends only what is due. */
final class SlotSteps {

    private final Session session;
    private final Wave wave;
    private final StepClock clock = StepClock.step();

    SlotSteps(Session session, Wave wave) {
        this.session = session;
        this.wave = wave;
    }

    Stepped importing() {
        clock.leftMs();
        SlotView seen = SlotView.observeUnopened(session, wave.from(), wave.to(), wave.slots());
        // A guard that an owner has from the primary it replaced: it means nothing any more, and no mark can stand
        // beside it.
        SlotSet leftOver = seen.source().importing().and(seen.source().slots()).and(wave.slots());
        if (!leftOver.isEmpty()) {
            new SetSlot(session.controls(wave.from(), leftOver.count()), clock).stable(leftOver);
            seen = SlotView.observeUnopened(session, wave.from(), wave.to(), wave.slots());
        }
        SlotSet due = seen.at(openBefore() ? SlotMover::nextOnceOpen : SlotMover::nextStep, SlotStep.SET_IMPORTING);
        SlotSet past = seen.at(
                SlotMover::nextStep, SlotStep.SET_MIGRATING, SlotStep.DRAIN, SlotStep.SET_NODE, SlotStep.TELL_SOURCE);
        SetSlot target = new SetSlot(session.controls(wave.to(), wave.slots().count(), seen.targetSees()), clock);
        CrashPoint.BEFORE_IMPORTING.reach();
        target.node(due.and(seen.where(slot -> Remark.of(slot).owner())), wave.from());
        SlotSet done = past.plus(target.importing(due, wave.from()));
        CrashPoint.AFTER_IMPORTING.reach();
        return new Stepped(done, 0, System.currentTimeMillis(), problem(done, seen, target.problem()));
    }

    Stepped migrating() {
        clock.leftMs();
        SlotView seen = SlotView.observeOwners(session, wave.from(), wave.to(), wave.slots());
        SlotSet due = seen.at(SlotMover::nextStep, SlotStep.SET_MIGRATING);
        SlotSet past = seen.at(SlotMover::nextStep, SlotStep.DRAIN, SlotStep.SET_NODE, SlotStep.TELL_SOURCE);
        long openedAtMs = System.currentTimeMillis();
        SetSlot source = new SetSlot(session.controls(wave.from(), wave.slots().count(), seen.sourceSees()), clock);
        CrashPoint.BEFORE_MIGRATING.reach();
        SlotSet done = past.plus(source.migrating(due, wave.to()));
        CrashPoint.AFTER_MIGRATING.reach();
        // Open before the run and not migrating: the source had lost sight of it.
        SlotSet hidden =
                openBefore() ? due.and(seen.where(slot -> slot.sourceMark() == ObservedSlot.Mark.NONE)) : SlotSet.EMPTY;
        List<Finding> findings =
                HiddenKeys.of(session, wave.from(), wave.to(), hidden).stream().toList();
        return new Stepped(
                done, 0, openedAtMs, problem(done, seen, source.problem()), false, "", findings, SlotSet.EMPTY);
    }

    /** Going back: the target first, so that it refuses what clients bring with ASKING; the source only if the target still holds nothing (I6). */
    Stepped stable() {
        SlotView seen = lookBoth();
        SlotSet onTarget = seen.at(SlotMover::nextRetreat, SlotStep.STABLE_TARGET);
        SetSlot target = new SetSlot(session.controls(wave.to(), wave.slots().count()), clock);
        target.stable(onTarget);
        SlotView again = lookBoth();
        SlotSet refilled = again.at(SlotMover::nextRetreat, SlotStep.BLOCKED).and(onTarget);
        // A client created a key through ASK in between: the slot must stay open.
        target.importing(refilled, wave.from());
        SetSlot source = new SetSlot(session.controls(wave.from(), wave.slots().count()), clock);
        source.stable(again.at(SlotMover::nextRetreat, SlotStep.STABLE_SOURCE));
        SlotView after = lookBoth();
        SlotSet back = after.at(SlotMover::nextRetreat, SlotStep.BACK);
        // Nothing is open there, and nothing is left to close.
        SlotSet elsewhere = after.where(ObservedSlot::elsewhere);
        return new Stepped(
                back.plus(elsewhere),
                0,
                System.currentTimeMillis(),
                target.problem() + source.problem(),
                target.remedy().isEmpty() ? source.remedy() : target.remedy());
    }

    private boolean openBefore() {
        return "".equals(wave.openedTo());
    }

    private SlotView lookBoth() {
        clock.leftMs();
        return SlotView.observeBoth(session, wave.from(), wave.to(), wave.slots());
    }

    private String problem(SlotSet done, SlotView seen, String refused) {
        SlotSet missing = wave.slots().minus(done);
        if (missing.isEmpty()) {
            return "";
        }
        return refused.isEmpty() ? SlotMover.blockedBecause(seen.slot(missing.first())) : refused;
    }
}
