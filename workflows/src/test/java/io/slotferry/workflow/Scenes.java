package io.slotferry.workflow;

import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Directed cases: primaries 0 and 1, slots 0 to N-1 on primary 0, nothing fails but what the test asks for. */
final class Scenes {

    private static long names = 1_000_000;

    final SimulatedCluster cluster;
    final Troubles troubles = new Troubles();
    final String name;
    final String source;
    final String target;
    final SlotSet slots;
    Operator operator;
    SimulatedLook look;
    SlotActivities port;

    private Scenes(int slotCount, int keysOfEverySecond) {
        long number = names++;
        name = "case-" + number;
        cluster = new SimulatedCluster(number).withoutClients().primary(0).primary(1);
        for (int slot = 0; slot < slotCount; slot++) {
            cluster.slot(slot, 0, slot % 2 == 0 ? keysOfEverySecond : 0);
        }
        source = cluster.nodeId(0);
        target = cluster.nodeId(1);
        slots = SlotSet.range(0, slotCount - 1);
        attend();
    }

    static Scenes of(int slotCount, int keysOfEverySecond) {
        return new Scenes(slotCount, keysOfEverySecond);
    }

    /** After the cluster was changed by hand: the start is what it is now. */
    Scenes attend() {
        operator = new Operator(cluster, troubles, 1);
        look = new SimulatedLook(cluster, Faults.none(), troubles, operator);
        port = new SimulatedSlots(cluster, Faults.none(), troubles, operator, System::currentTimeMillis);
        return this;
    }

    /** Puts something in front of the slots port. */
    Scenes before(UnaryOperator<SlotActivities> wrapper) {
        port = wrapper.apply(port);
        return this;
    }

    List<MoveRequest> all() {
        return List.of(new MoveRequest(slots.toString(), null, target));
    }

    Simulation.Scene scene(ReshardRequest request) {
        return scene(name, request);
    }

    Simulation.Scene scene(String as, ReshardRequest request) {
        return new Simulation.Scene(as, cluster, operator, troubles, look, port, request, false);
    }
}
