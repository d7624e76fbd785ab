package io.slotferry.workflow;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLock;
import java.util.function.Supplier;

/**
 * Moves one wave: mark, drain, finalise, and again whatever is not done. A step whose outcome is unknown needs no care here: the next drain looks at the servers and goes on from what they say.
 */
final class WaveMover implements Mover {

    private final Ledger ledger;
    private final Verbs verbs;
    private final RunRef ref;
    private final boolean adopting;

    private final WorkflowLock finalising;

    /**
     * @param adopting whether the slots were open before the run
     * @param finalising I4: one finalisation at a time in the cluster; this run is the only one that mutates it
     */
    WaveMover(Ledger ledger, Verbs verbs, RunRef ref, boolean adopting, WorkflowLock finalising) {
        this.finalising = finalising;
        this.adopting = adopting;
        this.ledger = ledger;
        this.verbs = verbs;
        this.ref = ref;
    }

    Wave next(String from, String to, SlotSet slots) {
        return new Wave(ref, ledger.nextWave++, from, to, slots);
    }

    @Override
    public void move(Wave planned, Weighed.Weight weight, long keysPerSecond, Runnable letNext) {
        Wave named = new Wave(
                ref,
                planned.number(),
                ledger.succession.now(planned.from()),
                ledger.succession.now(planned.to()),
                planned.slots());
        Wave wave = adopting ? named.openBefore() : named;
        ledger.open(planned);
        String lane = ledger.label(wave.from()) + " -> " + ledger.label(wave.to());
        Stepped importing = step(() -> Stubs.step(lane).setImporting(wave));
        Stepped migrating = importing.done().isEmpty()
                ? importing
                : step(() -> Stubs.step(lane).setMigrating(wave.with(importing.done())));
        ledger.found(migrating.findings());
        long openedAtMs = migrating.atMs();
        // Counted 0 before the slots were opened: the finalisation counts again and leaves what has got keys since.
        boolean empty = weight.keys() == 0 && migrating.problem().isEmpty();
        SlotSet ready = empty ? migrating.done() : SlotSet.EMPTY;
        Wave rest = wave;
        long seenAtMs = openedAtMs;
        boolean slow = migrating.done().count() < wave.slots().count();
        SlotSet opened = adopting ? wave.slots() : migrating.done();
        SlotSet held = adopting ? SlotSet.EMPTY : opened.and(weight.filled());
        long heldSinceMs = 0;
        long disagreeSinceMs = 0;
        Told told = new Told();
        for (int round = 0; !rest.slots().isEmpty() && !verbs.cancelWaitedEnough() && !historyIsFull(); round++) {
            boolean waited = false;
            if (ready.isEmpty()) {
                Drained drained = drain(rest, keysPerSecond, round, seenAtMs, opened, held, disagreeSinceMs, lane);
                held = SlotSet.EMPTY;
                ledger.drained(planned, drained, weight);
                disagreeSinceMs = !drained.disagrees()
                        ? 0
                        : disagreeSinceMs == 0 ? Workflow.currentTimeMillis() : disagreeSinceMs;
                waited = drained.waited();
                seenAtMs = Math.max(seenAtMs, drained.seenAtMs());
                Heirs heirs = drained.heirs();
                if (heirs != null) {
                    told.failedOver(rest, heirs);
                    ledger.succeed(rest, heirs);
                    rest = rest.between(heirs);
                    continue;
                }
                ledger.found(told.judge(drained.owned(), ledger::label));
                rest = setAside(planned, rest, drained, lane);
                ready = drained.ready();
            }
            SlotSet asked = ready.and(rest.slots());
            Stepped closed = finalise(rest.with(asked), lane);
            ledger.found(closed.findings());
            told.add(closed.toldOf(asked));
            told.done(closed.done());
            slow |= !ready.isEmpty() && !ready.minus(closed.done()).isEmpty();
            if (!closed.done().isEmpty()) {
                ledger.moved(planned.with(rest.slots()), closed.done());
                seenAtMs = closed.atMs();
                ledger.openTimes.add(
                        closed.atMs() - (openedAtMs > 0 ? openedAtMs : closed.atMs()),
                        closed.done().count());
                rest = rest.with(rest.slots().minus(closed.done()));
                ledger.goesOn(rest);
            } else if (closed.held()) {
                letNext.run();
                long nowMs = Workflow.currentTimeMillis();
                heldSinceMs = heldSinceMs == 0 ? nowMs : heldSinceMs;
                if (nowMs - heldSinceMs > Limits.HOLD_MAX.toMillis()) {
                    break;
                }
                ledger.stalls(rest, closed.problem());
                if (!waited || !Since.drainsWaitForFormerTargets()) {
                    Workflow.sleep(Limits.backoff(round));
                }
            } else if (!rest.slots().isEmpty() && !(empty && round == 0)) {
                waitBefore(rest, closed.problem(), waited, round);
            }
            ready = SlotSet.EMPTY;
        }
        ledger.found(told.judge(SlotSet.EMPTY, ledger::label));
        if (!rest.slots().isEmpty()) {
            ledger.park(new ParkedSlots(
                    rest.slots(),
                    (verbs.cancelWaitedEnough() ? "still open when the run was cancelled: " : "still open: ")
                            + ledger.stall(),
                    "bring the nodes back, then start the same move again: it finishes these slots first"));
        }
        ledger.stepsTook(planned, slow);
        ledger.closed(planned);
    }

    private Stepped finalise(Wave wave, String lane) {
        if (wave.slots().isEmpty()) {
            return new Stepped(SlotSet.EMPTY, 0, 0, "");
        }
        finalising.lock();
        try {
            return step(() -> Stubs.step(lane).setNode(wave));
        } finally {
            finalising.unlock();
        }
    }

    private Stepped step(Supplier<Stepped> call) {
        try {
            return call.get();
        } catch (TemporalFailure e) {
            return Stepped.lost("a SETSLOT step had no answer in time");
        }
    }

    private Drained drain(
            Wave wave,
            long keysPerSecond,
            int round,
            long seenAtMs,
            SlotSet onceOpen,
            SlotSet held,
            long disagreeSinceMs,
            String lane) {
        // Asked before the drain: a condition that is waited for must not write to the history.
        boolean back = keysPerSecond > 0 && ledger.rollingBack && Since.rollbacksArePaced();
        boolean paced = keysPerSecond > 0 && !verbs.hurry(back);
        DrainRequest request = new DrainRequest(
                wave,
                paced ? keysPerSecond : 0,
                ledger.pace.stallBudgetMs(),
                ledger.pace.keysPerMigrate().intValue(),
                ledger.batchKeys,
                ledger.replacingRunId(wave),
                ledger.matesOf(wave.from()),
                ledger.matesOf(wave.to()),
                Limits.patience(round).toMillis(),
                seenAtMs,
                round > 0,
                onceOpen,
                held,
                disagreeSinceMs == 0 ? 0 : Workflow.currentTimeMillis() - disagreeSinceMs);
        String summary = lane + " " + wave.slots().named(3);
        try {
            return paced
                    ? drainUntilHurried(request, summary, back)
                    : Stubs.drain(summary).drain(request);
        } catch (TemporalFailure e) {
            return Drained.nothing(ledger.batchKeys);
        }
    }

    /** A paced drain can last; a pause or a stop ends it early and the rest is drained without the pace limit. */
    private Drained drainUntilHurried(DrainRequest request, String summary, boolean back) {
        DrainCall call = new DrainCall();
        CancellationScope scope =
                Workflow.newCancellationScope(() -> call.result = Async.function(Stubs.drain(summary)::drain, request));
        scope.run();
        Workflow.await(() -> call.result.isCompleted() || verbs.hurry(back));
        if (!call.result.isCompleted()) {
            scope.cancel("close the open slots now");
        }
        return call.result.get();
    }

    private Wave setAside(Wave planned, Wave wave, Drained drained, String lane) {
        Wave rest = wave;
        for (Obstacle obstacle : drained.obstacles()) {
            SlotSet slots = obstacle.slots().and(rest.slots());
            if (slots.isEmpty()) {
                continue;
            }
            switch (obstacle.kind()) {
                case WAIT -> ledger.stalls(wave, obstacle.reason());
                case CONFLICT, LOST -> {
                    // I2 forbids closing these: both marks and both copies stay, and nothing waits for them.
                    ledger.park(new ParkedSlots(slots, obstacle.reason(), obstacle.next()));
                    rest = rest.with(rest.slots().minus(slots));
                }
                case PARK, PARK_LANE -> {
                    if (obstacle.kind() == Obstacle.Kind.PARK_LANE) {
                        ledger.parking.refused(obstacle);
                    }
                    Wave parked = wave.with(slots);
                    Stepped back = step(() -> Stubs.step(lane).setStable(parked));
                    SlotSet open = slots.minus(back.done());
                    String suffix = open.isEmpty() ? "" : "; still open: " + open.shortText(5);
                    ledger.park(new ParkedSlots(slots, obstacle.reason() + suffix, obstacle.next()));
                    rest = rest.with(rest.slots().minus(slots));
                }
            }
        }
        ledger.open(planned.with(rest.slots()));
        return rest;
    }

    /** Short at first, and not at all after a drain that waited itself: while slots are open only a drain watches their nodes. */
    private void waitBefore(Wave wave, String problem, boolean waited, int round) {
        if (!problem.isEmpty()) {
            ledger.stalls(wave, problem);
        }
        if (!waited) {
            Workflow.sleep(round < Limits.QUICK_ROUNDS ? Limits.BACKOFF_FIRST : Limits.WAVE_BACKOFF);
        }
    }

    /** The server ends a run with too long a history without asking it: what cannot be closed is named before. */
    private static boolean historyIsFull() {
        return Workflow.getInfo().getHistoryLength() > Limits.HISTORY_EVENTS_LAST;
    }

    private static final class DrainCall {
        private Promise<Drained> result = Workflow.newPromise();
    }
}
