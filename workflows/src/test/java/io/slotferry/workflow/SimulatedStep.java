package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.slotmove.SlotStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Looking and SETSLOT over one wave, as the real steps do it: look at both ends, act on what is due, believe nothing else. */
final class SimulatedStep {

    final SimulatedCluster cluster;
    final Wave wave;
    final Faults.Fuse fuse;
    private boolean refused;

    SimulatedStep(SimulatedCluster cluster, Wave wave, Faults.Fuse fuse) {
        this.cluster = cluster;
        this.wave = wave;
        this.fuse = fuse;
        cluster.gossip();
    }

    SlotSet at(Function<ObservedSlot, SlotStep> next, SlotStep... steps) {
        List<SlotStep> wanted = List.of(steps);
        List<Integer> found = new ArrayList<>();
        wave.slots().forEach(slot -> {
            if (wanted.contains(next.apply(look(slot)))) {
                found.add(slot);
            }
        });
        return SlotSet.of(found);
    }

    SlotSet next(SlotStep... steps) {
        return at(SlotMover::nextStep, steps);
    }

    ObservedSlot look(int slot) {
        return cluster.observe(wave.from(), wave.to(), slot);
    }

    SlotSet importing(SlotSet slots) {
        return each(slots, slot -> cluster.importing(wave.to(), slot, wave.from()));
    }

    SlotSet migrating(SlotSet slots) {
        return each(slots, slot -> cluster.migrating(wave.from(), slot, wave.to()));
    }

    SlotSet stable(String node, SlotSet slots) {
        return each(slots, slot -> cluster.stable(node, slot));
    }

    SlotSet node(String node, SlotSet slots) {
        return each(slots, slot -> cluster.node(node, slot, wave.to()));
    }

    /** A server may refuse single slots, for example with NOREPLICAS. */
    private SlotSet each(SlotSet slots, IntConsumer command) {
        List<Integer> done = new ArrayList<>();
        slots.forEach(slot -> {
            fuse.burn();
            if (fuse.happens()) {
                refused = true;
            } else {
                command.accept(slot);
                done.add(slot);
            }
        });
        return SlotSet.of(done);
    }

    String problem(SlotSet done) {
        SlotSet missing = wave.slots().minus(done);
        if (missing.isEmpty()) {
            return "";
        }
        return refused ? "NOREPLICAS Not enough good replicas to write." : "slot " + missing.first() + " is not ready";
    }
}
