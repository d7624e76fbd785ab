package io.slotferry.workflow;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLock;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Lets the servers move a wave themselves (engine atomic): one CLUSTER MIGRATESLOTS, watched to its end. No slot is ever open, and a slot belongs to its source until all of it is on the target. A job that fails is tried again; a lane whose jobs fail again and again is left to the {@link WaveMover}.
 */
final class NativeMover implements Mover {

    private final Ledger ledger;
    private final Verbs verbs;
    private final RunRef ref;
    private final WorkflowLock changingOwners;
    private final BiConsumer<SlotMove, SlotSet> watch;
    /** Jobs in a row that failed, by lane. */
    private final TreeMap<String, Integer> failures = new TreeMap<>();

    /**
     * @param changingOwners held while a job runs: a target raises its epoch with it (I4)
     * @param watch learns whether somebody else stands for an end of the lane now
     */
    NativeMover(
            Ledger ledger, Verbs verbs, RunRef ref, WorkflowLock changingOwners, BiConsumer<SlotMove, SlotSet> watch) {
        this.ledger = ledger;
        this.verbs = verbs;
        this.ref = ref;
        this.changingOwners = changingOwners;
        this.watch = watch;
    }

    @Override
    public boolean natively() {
        return true;
    }

    @Override
    public boolean goesOn(SlotMove lane) {
        return failures.getOrDefault(key(lane), 0) < Limits.NATIVE_FAILURES_MAX;
    }

    @Override
    public void move(Wave planned, Weighed.Weight weight, long keysPerSecond, Runnable letNext) {
        SlotMove lane = new SlotMove(planned.slots(), planned.from(), planned.to());
        SlotSet rest = planned.slots();
        for (int round = 0; !rest.isEmpty() && goesOn(lane) && !stopped() && !leavesToNextRun(); round++) {
            Wave wave = new Wave(
                    ref,
                    planned.number(),
                    ledger.succession.now(planned.from()),
                    ledger.succession.now(planned.to()),
                    rest);
            ledger.open(planned.with(rest));
            NativeMoved moved = oneJob(wave);
            if (!moved.done().isEmpty()) {
                ledger.movedNatively(planned.with(rest), moved.done(), weight);
                rest = rest.minus(moved.done());
                failures.remove(key(lane));
            }
            if (!moved.givenAway().isEmpty()) {
                ledger.park(new ParkedSlots(
                        moved.givenAway(), moved.problem(), "see who else changes this cluster, then plan again"));
                rest = rest.minus(moved.givenAway());
            }
            // While it waits nothing of it is under way: a pause holds.
            ledger.closed(planned);
            switch (moved.outcome()) {
                case MOVED, STOPPED -> {}
                case REFUSED -> failed(lane, Limits.NATIVE_FAILURES_MAX, moved.problem());
                case FAILED -> {
                    failed(lane, 1, moved.problem());
                    Workflow.sleep(Limits.backoff(round));
                }
                case WAITS -> {
                    ledger.stalls(planned, moved.problem());
                    watch.accept(lane, rest);
                    Workflow.sleep(Limits.backoff(round));
                    ledger.goesOn(planned);
                }
            }
            if (!rest.isEmpty()) {
                Workflow.await(() -> stopped() || !holds());
            }
        }
    }

    private void failed(SlotMove lane, int times, String why) {
        ledger.lastProblem = why;
        failures.merge(key(lane), times, Integer::sum);
        if (!goesOn(lane)) {
            ledger.note(Refusal.shorten("from " + ledger.label(lane.from()) + " to " + ledger.label(lane.to())
                    + " slots went on key by key: " + why));
        }
    }

    private NativeMoved oneJob(Wave wave) {
        changingOwners.lock();
        try {
            return holds() ? new NativeMoved(SlotSet.EMPTY, NativeMoved.Outcome.STOPPED, "") : untilHurried(wave);
        } finally {
            changingOwners.unlock();
        }
    }

    /** A pause or a stop lets the job end if it does so within seconds, and then cancels it. */
    private NativeMoved untilHurried(Wave wave) {
        String summary = ledger.label(wave.from()) + " -> " + ledger.label(wave.to()) + " slots "
                + wave.slots().shortText(3);
        Call call = new Call();
        CancellationScope scope = Workflow.newCancellationScope(
                () -> call.result = Async.function(Stubs.drain(summary)::moveNatively, wave));
        scope.run();
        Workflow.await(() -> call.result.isCompleted() || holds());
        if (!call.result.isCompleted()) {
            scope.cancel("end the job now");
        }
        try {
            return call.result.get();
        } catch (TemporalFailure e) {
            return new NativeMoved(
                    SlotSet.EMPTY, NativeMoved.Outcome.WAITS, "nobody could tell how far the servers had got");
        }
    }

    /** Not what hurries open slots: a rollback's own jobs must not end for the rollback. */
    private boolean holds() {
        return stopped() || verbs.paused() || verbs.lockIsLost();
    }

    /** No slot is open between two jobs: a lane that waits for long, or that others wait for, goes on in the next run. */
    private boolean leavesToNextRun() {
        boolean due = verbs.continuesAsNew() || Workflow.getInfo().getHistoryLength() > Limits.HISTORY_EVENTS_MAX;
        if (!due || Workflow.getVersion("native-lane-leaves", Workflow.DEFAULT_VERSION, 1) < 1) {
            return false;
        }
        verbs.askToContinueAsNew();
        return true;
    }

    private boolean stopped() {
        return verbs.stopsLanes(ledger.rollingBack);
    }

    private static String key(SlotMove lane) {
        return lane.from() + " " + lane.to();
    }

    private static final class Call {
        private Promise<NativeMoved> result = Workflow.newPromise();
    }
}
