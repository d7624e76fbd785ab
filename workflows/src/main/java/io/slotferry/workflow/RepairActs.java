package io.slotferry.workflow;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairAct;
import io.slotferry.repair.RepairTask;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions.Func1;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Carries out one task of a repair in batches. Forward is the very move of a reshard: drain, then finalise, one at a time (I4). What an act did not achieve the next look shows again. */
final class RepairActs {

    private final RepairLedger ledger;
    private final BooleanSupplier go;
    private final BooleanSupplier holds;
    private final Supplier<PaceLimits> pace;
    private SlotSet refusedBefore = SlotSet.EMPTY;
    private int nextWave = 1;
    private int batchKeys;

    /**
     * @param go waits while the repair is paused; false if nothing further may be begun
     * @param holds whether it is paused or to stop
     * @param pace of now
     */
    RepairActs(RepairLedger ledger, BooleanSupplier go, BooleanSupplier holds, Supplier<PaceLimits> pace) {
        this.ledger = ledger;
        this.go = go;
        this.holds = holds;
        this.pace = pace;
    }

    /** Whether anything was achieved. */
    boolean act(RunRef ref, RepairAsk ask, RepairTask task) {
        RepairAct act = task.act();
        ledger.doing = act.kind() + " on " + ledger.label(act.node()) + ", "
                + task.slots().named(3);
        return switch (act.kind()) {
            case FORWARD, RETURN -> move(ref, task.slots(), act.node(), act.peer());
            case GATHER -> gather(ref, task.slots(), act.node(), act.peer());
            case BACK -> back(ref, task.slots(), act.node(), act.peer());
            default -> apply(ask, task);
        };
    }

    boolean move(RunRef ref, SlotSet slots, String from, String to) {
        boolean any = false;
        String lane = ledger.label(from) + " -> " + ledger.label(to);
        Promise<Boolean> closing = Workflow.newPromise(false);
        for (SlotSet rest = slots; !rest.isEmpty() && go.getAsBoolean(); ) {
            SlotSet batch = rest.lowest(Limits.REPAIR_BATCH_SLOTS);
            rest = rest.minus(batch);
            Wave wave = new Wave(ref, nextWave++, from, to, batch);
            Drained drained = drained(wave, lane, false);
            any |= drained.keys() > 0;
            any |= closing.get();
            if (!drained.ready().isEmpty()) {
                closing = Async.function(() -> close(wave.with(drained.ready()), lane));
                if (!rest.isEmpty() && !overlaps()) {
                    closing.get();
                }
            }
        }
        return closing.get() || any;
    }

    /** Whether a batch is drained while the one before it is closed; histories of an earlier release did one after the other. */
    private static boolean overlaps() {
        return Workflow.getVersion("repair-overlaps", Workflow.DEFAULT_VERSION, 1) >= 1;
    }

    private boolean close(Wave wave, String lane) {
        Stepped closed = finalise(wave, lane);
        ledger.found(closed.findings());
        ledger.moved(closed.done(), wave.from(), wave.to());
        return !closed.done().isEmpty();
    }

    private boolean gather(RunRef ref, SlotSet slots, String from, String to) {
        boolean any = false;
        ledger.gathers(slots, from, to);
        String lane = ledger.label(from) + " -> " + ledger.label(to);
        for (SlotSet rest = slots; !rest.isEmpty() && go.getAsBoolean(); ) {
            SlotSet batch = rest.lowest(Limits.REPAIR_BATCH_SLOTS);
            rest = rest.minus(batch);
            Drained drained = drained(new Wave(ref, nextWave++, from, to, batch), lane, true);
            boolean conflict =
                    drained.obstacles().stream().anyMatch(obstacle -> obstacle.kind() == Obstacle.Kind.CONFLICT);
            any |= drained.keys() > 0 || !drained.ready().isEmpty() || conflict;
        }
        return any;
    }

    private boolean back(RunRef ref, SlotSet slots, String from, String to) {
        boolean any = false;
        for (SlotSet rest = slots; !rest.isEmpty() && go.getAsBoolean(); ) {
            SlotSet batch = rest.lowest(Limits.REPAIR_BATCH_SLOTS);
            rest = rest.minus(batch);
            Wave wave = new Wave(ref, nextWave++, from, to, batch);
            any |= achieved(
                    batch, () -> Stubs.slowStep("back to " + ledger.label(from)).setStable(wave));
        }
        return any;
    }

    private boolean apply(RepairAsk ask, RepairTask task) {
        boolean any = false;
        for (SlotSet rest = task.slots(); !rest.isEmpty() && go.getAsBoolean(); ) {
            SlotSet batch = rest.lowest(Limits.REPAIR_APPLY_SLOTS);
            rest = rest.minus(batch);
            RepairBatch due = new RepairBatch(ask, new RepairTask(task.act(), batch));
            any |= achieved(batch, () -> Stubs.repair(
                            task.act().kind() + " " + ledger.label(task.act().node()))
                    .apply(due));
        }
        return any;
    }

    private Drained drained(Wave wave, String lane, boolean gathering) {
        PaceLimits now = pace.get();
        DrainRequest request = DrainRequest.unwatched(
                wave,
                now.keysPerSecond(),
                now.stallBudgetMs(),
                now.keysPerMigrate().intValue(),
                batchKeys);
        String summary = lane + " " + wave.slots().named(3);
        Drained drained;
        try {
            Func1<DrainRequest, Drained> drain =
                    gathering ? Stubs.repairDrain(summary)::gather : Stubs.drain(summary)::drain;
            drained = now.keysPerSecond() > 0 ? untilStopped(drain, request, now) : drain.apply(request);
        } catch (TemporalFailure e) {
            drained = Drained.nothing(batchKeys);
        }
        batchKeys = drained.batchKeys();
        ledger.drained(drained);
        for (Obstacle obstacle : drained.obstacles()) {
            if (obstacle.kind() == Obstacle.Kind.WAIT) {
                ledger.lastProblem = obstacle.reason();
            } else if (obstacle.kind() == Obstacle.Kind.LOST) {
                ledger.lost(new ParkedSlots(obstacle.slots(), obstacle.reason(), obstacle.next()));
            } else if (gathering && obstacle.kind() == Obstacle.Kind.CONFLICT) {
                ledger.keep(wave.from(), new ParkedSlots(obstacle.slots(), obstacle.reason(), obstacle.next()));
            } else if (obstacle.kind() == Obstacle.Kind.CONFLICT || refusedBefore.containsAll(obstacle.slots())) {
                ledger.setAside(new ParkedSlots(obstacle.slots(), obstacle.reason(), obstacle.next()));
            } else {
                // A mover refuses what it was not made for: the next look may know another way.
                refusedBefore = refusedBefore.plus(obstacle.slots());
                ledger.lastProblem = obstacle.reason();
            }
        }
        return drained;
    }

    /** A paced drain can last: a pause, a stop or another pace ends it early, and the next look shows what is left. */
    private Drained untilStopped(Func1<DrainRequest, Drained> drain, DrainRequest request, PaceLimits paced) {
        List<Promise<Drained>> call = new ArrayList<>();
        CancellationScope scope = Workflow.newCancellationScope(() -> call.add(Async.function(drain, request)));
        scope.run();
        Promise<Drained> result = call.get(0);
        Workflow.await(() -> result.isCompleted() || holds.getAsBoolean() || pace.get() != paced);
        if (!result.isCompleted()) {
            scope.cancel("the pace or the operator wants it to end");
        }
        return result.get();
    }

    private Stepped finalise(Wave wave, String lane) {
        Stepped[] closed = new Stepped[1];
        achieved(wave.slots(), () -> closed[0] = Stubs.slowStep(lane).setNode(wave));
        return closed[0] == null ? new Stepped(SlotSet.EMPTY, 0, 0, "") : closed[0];
    }

    private boolean achieved(SlotSet slots, Supplier<Stepped> step) {
        try {
            Stepped stepped = step.get();
            SlotSet refused = stepped.remedy().isEmpty() ? SlotSet.EMPTY : slots.minus(stepped.done());
            if (!refused.isEmpty()) {
                ledger.setAside(new ParkedSlots(refused, stepped.problem(), stepped.remedy()));
            } else if (!stepped.problem().isEmpty()) {
                ledger.lastProblem = stepped.problem();
            }
            return !stepped.done().isEmpty();
        } catch (TemporalFailure e) {
            ledger.lastProblem = "a step had no answer in time";
            return false;
        }
    }
}
