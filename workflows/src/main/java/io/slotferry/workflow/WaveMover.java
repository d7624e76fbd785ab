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
final class WaveMover {

    private final Ledger ledger;
    private final Verbs verbs;
    private final RunRef ref;

    /** I4: one finalisation at a time in the cluster; this run is the only one that mutates it. */
    private final WorkflowLock finalising = Workflow.newWorkflowLock();

    WaveMover(Ledger ledger, Verbs verbs, RunRef ref) {
        this.ledger = ledger;
        this.verbs = verbs;
        this.ref = ref;
    }

    Wave next(String from, String to, SlotSet slots) {
        return new Wave(ref, ledger.nextWave++, from, to, slots);
    }

    void move(Wave wave, Weighed.Weight weight, long keysPerSecond) {
        ledger.open(wave);
        String lane = ledger.label(wave.from()) + " -> " + ledger.label(wave.to());
        Stepped importing = step(() -> Stubs.step(lane).setImporting(wave));
        Stepped migrating = importing.done().isEmpty()
                ? importing
                : step(() -> Stubs.step(lane).setMigrating(wave.with(importing.done())));
        long openedAtMs = migrating.atMs();
        boolean empty = weight.keys() == 0
                && migrating.keysLeft() == 0
                && migrating.problem().isEmpty();
        SlotSet ready = empty ? migrating.done() : SlotSet.EMPTY;
        Wave rest = wave;
        for (int round = 0; !rest.slots().isEmpty() && !verbs.cancelWaitedEnough(); round++) {
            if (ready.isEmpty()) {
                Drained drained = drain(rest, keysPerSecond, round > 0, lane);
                ledger.drained(rest, drained, weight);
                rest = setAside(rest, drained, lane);
                ready = drained.ready();
            }
            Stepped closed = finalise(rest.with(ready.and(rest.slots())), lane);
            if (!closed.done().isEmpty()) {
                ledger.moved(rest, closed.done());
                ledger.openTimes.add(
                        closed.atMs() - (openedAtMs > 0 ? openedAtMs : closed.atMs()),
                        closed.done().count());
                rest = rest.with(rest.slots().minus(closed.done()));
                ledger.goesOn(rest);
            } else if (!rest.slots().isEmpty()) {
                waitBefore(rest, round, closed.problem());
            }
            ready = SlotSet.EMPTY;
        }
        if (!rest.slots().isEmpty()) {
            ledger.park(new ParkedSlots(
                    rest.slots(),
                    "still open when the run was cancelled: " + ledger.stall(),
                    "bring the nodes back, then start the same move again: it finishes these slots first"));
        }
        ledger.closed(wave);
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
            // Timed out or failed half way: the servers know how far it got.
            return new Stepped(SlotSet.EMPTY, 0, 0, "a SETSLOT step had no answer in time");
        }
    }

    private Drained drain(Wave wave, long keysPerSecond, boolean takeover, String lane) {
        boolean paced = keysPerSecond > 0 && !verbs.hurry();
        DrainRequest request = new DrainRequest(
                wave,
                paced ? keysPerSecond : 0,
                ledger.pace.stallBudgetMs(),
                ledger.pace.keysPerMigrate().intValue(),
                ledger.batchKeys,
                ledger.runIds.getOrDefault(wave.from(), ""),
                takeover);
        String summary = lane + " slots " + wave.slots().shortText(3);
        try {
            return paced
                    ? drainUntilHurried(request, summary)
                    : Stubs.drain(summary).drain(request);
        } catch (TemporalFailure e) {
            return new Drained(SlotSet.EMPTY, java.util.List.of(), 0, 0, ledger.batchKeys, java.util.List.of());
        }
    }

    /** A paced drain can last; a pause or a stop ends it early and the rest is drained without the pace limit. */
    private Drained drainUntilHurried(DrainRequest request, String summary) {
        DrainCall call = new DrainCall();
        CancellationScope scope =
                Workflow.newCancellationScope(() -> call.result = Async.function(Stubs.drain(summary)::drain, request));
        scope.run();
        Workflow.await(() -> call.result.isCompleted() || verbs.hurry());
        if (!call.result.isCompleted()) {
            scope.cancel("close the open slots now");
        }
        return call.result.get();
    }

    private Wave setAside(Wave wave, Drained drained, String lane) {
        Wave rest = wave;
        for (Obstacle obstacle : drained.obstacles()) {
            SlotSet slots = obstacle.slots().and(rest.slots());
            if (slots.isEmpty()) {
                continue;
            }
            switch (obstacle.kind()) {
                case WAIT -> ledger.stalls(wave, obstacle.reason());
                case CONFLICT -> {
                    // I2 forbids closing these: both marks and both copies stay, and nothing waits for them.
                    ledger.park(new ParkedSlots(slots, obstacle.reason(), obstacle.next()));
                    rest = rest.with(rest.slots().minus(slots));
                }
                case PARK -> {
                    Wave parked = wave.with(slots);
                    Stepped back = step(() -> Stubs.step(lane).setStable(parked));
                    SlotSet open = slots.minus(back.done());
                    String suffix = open.isEmpty() ? "" : "; still open: " + open.shortText(5);
                    ledger.park(new ParkedSlots(slots, obstacle.reason() + suffix, obstacle.next()));
                    rest = rest.with(rest.slots().minus(slots));
                }
            }
        }
        ledger.open(rest);
        return rest;
    }

    private void waitBefore(Wave wave, int round, String problem) {
        if (!problem.isEmpty()) {
            ledger.stalls(wave, problem);
        }
        Workflow.sleep(Limits.backoff(round));
    }

    private static final class DrainCall {
        private Promise<Drained> result = Workflow.newPromise();
    }
}
