package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The slots port on the simulated cluster; the same sequence of looks and commands as the real one. */
final class SimulatedSlots implements SlotActivities {

    /** A step that takes longer was given up by the workflow already; that it still runs is no overlap of the run's making. */
    private static final long STEP_NANOS_MAX = 900_000_000;

    private final SimulatedCluster cluster;
    private final Faults faults;
    private final Troubles troubles;
    private final Operator operator;
    private final LongSupplier clock;
    private final AtomicInteger finalising = new AtomicInteger();

    SimulatedSlots(SimulatedCluster cluster, Faults faults, Troubles troubles, Operator operator, LongSupplier clock) {
        this.cluster = cluster;
        this.faults = faults;
        this.troubles = troubles;
        this.operator = operator;
        this.clock = clock;
    }

    @Override
    public Stepped setImporting(Wave wave) {
        operator.opens(wave);
        wave.slots().forEach(cluster.aside::remove);
        return step("importing", wave, step -> {
            SlotSet past = step.next(SlotStep.SET_MIGRATING, SlotStep.DRAIN, SlotStep.SET_NODE, SlotStep.TELL_SOURCE);
            SlotSet done = past.plus(step.importing(step.next(SlotStep.SET_IMPORTING)));
            return new Stepped(done, 0, clock.getAsLong(), step.problem(done));
        });
    }

    @Override
    public Stepped setMigrating(Wave wave) {
        return step("migrating", wave, step -> {
            long keys = wave.slots().stream()
                    .mapToLong(slot -> step.look(slot).sourceKeys())
                    .sum();
            SlotSet past = step.next(SlotStep.DRAIN, SlotStep.SET_NODE, SlotStep.TELL_SOURCE);
            SlotSet done = past.plus(step.migrating(step.next(SlotStep.SET_MIGRATING)));
            return new Stepped(done, keys, clock.getAsLong(), step.problem(done));
        });
    }

    @Override
    public Stepped setStable(Wave wave) {
        return step("stable", wave, step -> {
            SlotSet onTarget = step.at(SlotMover::nextRetreat, SlotStep.STABLE_TARGET);
            step.stable(wave.to(), onTarget);
            SlotSet refilled = step.at(SlotMover::nextRetreat, SlotStep.BLOCKED).and(onTarget);
            step.importing(refilled);
            step.stable(wave.from(), step.at(SlotMover::nextRetreat, SlotStep.STABLE_SOURCE));
            SlotSet back = step.at(SlotMover::nextRetreat, SlotStep.BACK);
            return new Stepped(back, 0, clock.getAsLong(), step.problem(back));
        });
    }

    @Override
    public Stepped setNode(Wave wave) {
        long started = System.nanoTime();
        if (finalising.incrementAndGet() > 1 && System.nanoTime() - started < STEP_NANOS_MAX) {
            cluster.violate("I4: two finalisations at a time");
        }
        try {
            return step("node", wave, this::finalise);
        } finally {
            finalising.decrementAndGet();
        }
    }

    private Stepped finalise(SimulatedStep step) {
        Wave wave = step.wave;
        SlotSet ready = step.next(SlotStep.SET_NODE);
        SlotSet held = SlotSet.of(
                ready.stream().filter(troubles.held::contains).boxed().toList());
        SlotSet due = ready.minus(held);
        if (!due.isEmpty() && cluster.targetHeardOf(wave.to(), wave.from())) {
            SlotSet taken = step.node(wave.to(), step.importing(due));
            step.node(wave.from(), taken);
        }
        step.node(wave.from(), step.next(SlotStep.TELL_SOURCE));
        SlotSet done = step.next(SlotStep.DONE);
        for (String id : cluster.nodes.keySet()) {
            if (!id.equals(wave.from()) && !id.equals(wave.to())) {
                step.node(id, done);
            }
        }
        boolean waits = !held.isEmpty();
        return new Stepped(
                done,
                0,
                clock.getAsLong(),
                waits ? "a dead node is awaited" : step.problem(done),
                waits,
                "",
                troubles.noticed,
                null);
    }

    @Override
    public Drained drain(DrainRequest request) {
        Wave wave = request.wave();
        boolean cancelled = operator.regularCall(true) && request.keysPerSecond() > 0;
        if (!cancelled && (cluster.dead(wave.from()) || cluster.dead(wave.to()))) {
            return SimulatedDrain.unreachable(request);
        }
        // A worker that is lost with a cancel on its way is beyond the in-memory server.
        Faults luck = cancelled ? Faults.none() : faults;
        SimulatedStep step = new SimulatedStep(cluster, wave, luck.of("drain" + wave.number()));
        Drained drained = new SimulatedDrain(step, request, troubles, cancelled).run();
        step.fuse.end();
        return drained;
    }

    /** What a server does inside is not simulated: this gets the slots there in the way that is, in one go. */
    @Override
    public NativeMoved moveNatively(Wave wave) {
        operator.regularCall(true);
        setImporting(wave);
        setMigrating(wave);
        drain(DrainRequest.unwatched(wave, 0, 5, 100, 0));
        SlotSet done = setNode(wave).done();
        return new NativeMoved(done, NativeMoved.Outcome.MOVED, "");
    }

    private Stepped step(String call, Wave wave, Function<SimulatedStep, Stepped> work) {
        if (cluster.dead(wave.from()) || cluster.dead(wave.to())) {
            return new Stepped(SlotSet.EMPTY, 0, 0, "a node does not answer");
        }
        SimulatedStep step = new SimulatedStep(cluster, wave, faults.of(call + wave.number()));
        Stepped stepped = work.apply(step);
        step.fuse.end();
        return stepped;
    }
}
