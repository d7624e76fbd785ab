package io.slotferry.workflow;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLock;
import io.temporal.workflow.WorkflowSemaphore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the plan: phases one after another (I4), within a phase one lane a source, within a lane waves that overlap. Lanes stop before they open a slot, never after.
 */
final class Lanes {

    private final Ledger ledger;
    private final Verbs verbs;
    private final RunRef ref;
    private final BigKeys bigKeys;
    private final WaveMover mover;
    private final @Nullable NativeMover natively;
    private final boolean adopting;
    private int lanesRunning = 1;
    private int localWaves;

    /**
     * @param adopting whether these slots are open already: whatever the run was told since, they are finished first
     */
    Lanes(Ledger ledger, Verbs verbs, RunRef ref, ReshardRequest request, boolean adopting) {
        this.adopting = adopting;
        this.ledger = ledger;
        this.verbs = verbs;
        this.ref = ref;
        this.bigKeys = ReshardWorkflowImpl.bigKeys(request.bigKeys());
        WorkflowLock changingOwners = Workflow.newWorkflowLock();
        this.mover = new WaveMover(ledger, verbs, ref, adopting, changingOwners);
        this.natively = request.wantsAtomic() && !adopting
                ? new NativeMover(ledger, verbs, ref, changingOwners, this::watch)
                : null;
    }

    void run(List<List<SlotMove>> phases) {
        for (List<SlotMove> phase : phases) {
            runPhase(phase);
            if (stopped()) {
                return;
            }
        }
    }

    private void runPhase(List<SlotMove> phase) {
        Map<String, List<SlotMove>> bySource = new LinkedHashMap<>();
        phase.forEach(move ->
                bySource.computeIfAbsent(move.from(), from -> new ArrayList<>()).add(move));
        int lanesMax = ledger.pace.lanesMax().intValue();
        lanesRunning = Math.max(1, Math.min(lanesMax, bySource.size()));
        WorkflowSemaphore room = Workflow.newWorkflowSemaphore(lanesMax);
        List<Promise<Void>> lanes = new ArrayList<>();
        for (List<SlotMove> moves : bySource.values()) {
            lanes.add(Async.procedure(() -> {
                room.acquire();
                try {
                    for (SlotMove move : moves) {
                        if (natively != null) {
                            runMove(move, natively);
                        }
                        // All of it, or what the servers did not get done.
                        runMove(move, mover);
                    }
                } finally {
                    room.release();
                }
            }));
        }
        Promise.allOf(lanes).get();
    }

    private void runMove(SlotMove move, Mover with) {
        SlotSet rest = move.slots().minus(ledger.movedBy(move)).minus(ledger.parking.slots());
        List<Promise<Void>> waves = new ArrayList<>();
        int overlap = overlap(with);
        WorkflowSemaphore turns = Workflow.newWorkflowSemaphore(overlap);
        // Only the source can show that it reaches the target with these credentials: one slot finds out.
        boolean canary = !adopting;
        Promise<Weighed> weighing = rest.isEmpty() || stopped() ? null : weigh(move, rest, canary, overlap, with);
        while (weighing != null && go() && with.goesOn(move)) {
            Weighed weighed = weighed(move, rest, canary, overlap, weighing, with);
            if (weighed == null) {
                break;
            }
            ledger.found(weighed.findings());
            weighed.parked().forEach(this::park);
            SlotSet taken = weighed.parked().stream().map(ParkedSlots::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
            for (Weighed.Weight wave : weighed.waves()) {
                taken = taken.plus(wave.slots());
            }
            rest = rest.minus(taken);
            // The next weighing runs while these waves move.
            weighing = rest.isEmpty() || taken.isEmpty() ? null : weigh(move, rest, false, overlap, with);
            for (Weighed.Weight weight : weighed.waves()) {
                if (!go() || !with.goesOn(move)) {
                    break;
                }
                Promise<Void> passed = start(move, weight, turns, waves, with);
                if (canary) {
                    passed.get();
                }
                Obstacle refused = canary ? ledger.parking.refusal(weight.slots()) : refusedMeanwhile(move);
                canary = false;
                if (refused != null) {
                    // Nothing else of this lane would fare better, and each try would open a slot.
                    waves.forEach(Promise::get);
                    park(new ParkedSlots(
                            move.slots().minus(ledger.movedBy(move)).minus(ledger.parking.slots()),
                            refused.reason(),
                            refused.next()));
                    return;
                }
            }
        }
        waves.forEach(Promise::get);
    }

    /** A password that was changed, or a right that was taken, after the first slot had shown that both were there. */
    private @Nullable Obstacle refusedMeanwhile(SlotMove move) {
        Obstacle refused = ledger.parking.refusal(move.slots());
        return refused != null && Since.lanesStopWhenRefused() ? refused : null;
    }

    private void park(ParkedSlots slots) {
        if (slots.slots().isEmpty()) {
            return;
        }
        String open = adopting ? "; still open: " + slots.slots().shortText(5) : "";
        ledger.park(new ParkedSlots(slots.slots(), slots.reason() + open, slots.next()));
    }

    /** The weighing's answer, however long its node stays away; null if the lane is to stop before. None of these slots is open. */
    private @Nullable Weighed weighed(
            SlotMove move, SlotSet rest, boolean canary, int overlap, Promise<Weighed> first, Mover with) {
        Promise<Weighed> asked = first;
        Wave none = null;
        Weighed answer = null;
        for (int round = 0; answer == null && go(); round++) {
            Promise<Weighed> weighing = asked;
            Workflow.await(() -> weighing.isCompleted() || stopped());
            if (!weighing.isCompleted()) {
                break;
            }
            try {
                answer = weighing.get();
            } catch (ActivityFailure e) {
                String why = Refusal.shorten(
                        "the slots of " + ledger.label(move.from()) + " cannot be counted" + Refusal.why(e));
                if (round >= Limits.UNKNOWN_NODE_LOOKS && Refusal.isForUnknownNode(e) && Since.unknownNodesEndALane()) {
                    answer = Weighed.nothing(rest, why, Obstacle.UNKNOWN_NODE_NEXT);
                    continue;
                }
                none = none == null ? mover.next(move.from(), move.to(), SlotSet.EMPTY) : none;
                ledger.stalls(none, why);
                watch(move, rest);
                Workflow.sleep(Limits.backoff(round));
                asked = weigh(move, rest, canary, overlap, with);
            }
        }
        if (none != null) {
            ledger.goesOn(none);
        }
        return answer;
    }

    /** Done, or waiting for a node to come back; at once if the lane is to stop. */
    private Promise<Void> start(
            SlotMove move, Weighed.Weight weight, WorkflowSemaphore turns, List<Promise<Void>> waves, Mover with) {
        turns.acquire();
        // First: signals get in while it looks, and a pause that is answered then must hold.
        yieldNowAndThen(move, weight.slots(), weight.keys() == 0 && !with.natively());
        if (!go() || refusedMeanwhile(move) != null) {
            turns.release();
            return Workflow.newPromise((Void) null);
        }
        Wave wave = mover.next(move.from(), move.to(), weight.slots());
        long keysPerSecond = ledger.pace.keysPerSecond() / lanesRunning;
        CompletablePromise<Void> waitsOrDone = Workflow.newPromise();
        Runnable letNext = () -> {
            if (!waitsOrDone.isCompleted()) {
                waitsOrDone.complete(null);
                turns.release();
            }
        };
        Promise<Void> moving = Async.procedure(() -> {
            try {
                with.move(wave, weight, ledger.pace.keysPerSecond() == 0 ? 0 : Math.max(1, keysPerSecond), letNext);
            } finally {
                letNext.run();
            }
        });
        waves.add(moving);
        waves.removeIf(done -> done.isCompleted() && done.getFailure() == null);
        return waitsOrDone;
    }

    /**
     * Waves of empty slots are local activities alone: without a break the workflow task would last, and signals and queries would wait. The break is a look at the topology, which is due anyway; a timer of a millisecond would fire half a second late.
     */
    private void yieldNowAndThen(SlotMove move, SlotSet rest, boolean local) {
        localWaves = local ? localWaves + 1 : 0;
        if (localWaves >= Limits.LOCAL_WAVES_IN_A_ROW) {
            localWaves = 0;
            watch(move, rest);
        }
    }

    /** Whether source and target are still who they were: a lane goes on between their heirs. */
    private void watch(SlotMove move, SlotSet rest) {
        Wave lane = mover.next(ledger.succession.now(move.from()), ledger.succession.now(move.to()), SlotSet.EMPTY);
        try {
            Heirs heirs = Stubs.look("watch " + ledger.label(move.from()))
                    .watch(new WatchRequest(
                            ref, lane.from(), lane.to(), rest, ledger.matesOf(lane.from()), ledger.matesOf(lane.to())));
            if (!heirs.from().equals(lane.from()) || !heirs.to().equals(lane.to())) {
                ledger.succeed(lane, heirs);
            }
        } catch (ActivityFailure e) {
            // Nobody could be asked; whoever needs the answer asks again.
            Workflow.getLogger(Lanes.class).debug("lane not watched");
        }
    }

    /** Slots that are open already go in one wave, which watches both ends for all of them: one that waited for its turn would not hear of a failover. */
    private Promise<Weighed> weigh(SlotMove move, SlotSet candidates, boolean canary, int overlap, Mover with) {
        PaceLimits pace = ledger.pace;
        long keysPerSecond = pace.keysPerSecond() / lanesRunning;
        long waveKeysMax = pace.keysPerSecond() == 0 ? 0 : Math.max(1, keysPerSecond * pace.openMsMax() / 1_000 / 2);
        WeighRequest request = new WeighRequest(
                ref,
                ledger.succession.now(move.from()),
                ledger.succession.now(move.to()),
                candidates,
                Limits.WAVES_PER_WEIGHING,
                canary,
                waveMicrosMax(overlap, with),
                adopting || with.natively() ? 0 : waveKeysMax,
                with.natively()
                        ? Limits.NATIVE_SLOTS_MAX
                        : Math.min(
                                adopting
                                        ? Limits.WAVE_SLOTS_MAX
                                        : Math.max(1, pace.openSlotsMax().intValue() / overlap),
                                ledger.slotsInTime),
                ledger.correctionPermille,
                bigKeys.policy(),
                bigKeys.stallMsMax(),
                adopting);
        return Async.function(Stubs.weigh("weigh slots of " + ledger.label(move.from()))::weigh, request);
    }

    private long waveMicrosMax(int overlap, Mover with) {
        if (with.natively()) {
            return Limits.NATIVE_WAVE_MICROS;
        }
        return adopting ? Long.MAX_VALUE : WaveSize.budgetMicros(ledger.pace.openMsMax(), overlap);
    }

    /** With a pace limit the drain is the long part, so waves need not overlap, and slots stay open for less time. */
    private int overlap(Mover with) {
        boolean single = ledger.pace.openSlotsMax() == 1 && Since.wavesShareOpenSlots();
        return ledger.pace.keysPerSecond() > 0 || with.natively() || single ? 1 : Limits.OVERLAP;
    }

    /** Waits while the run is paused; false if no further slot may be opened. */
    private boolean go() {
        boolean longHistory = Workflow.getInfo().getHistoryLength() > Limits.HISTORY_EVENTS_MAX
                || Workflow.getInfo().isContinueAsNewSuggested();
        if (longHistory && !adopting) {
            verbs.askToContinueAsNew();
        }
        Workflow.await(() -> stopped() || ((adopting || !verbs.paused()) && !verbs.lockIsLost()));
        return !stopped();
    }

    private boolean stopped() {
        if (adopting) {
            return verbs.cancelWaitedEnough() || verbs.lockIsGone();
        }
        return verbs.stopsLanes(ledger.rollingBack) || verbs.continuesAsNew();
    }
}
