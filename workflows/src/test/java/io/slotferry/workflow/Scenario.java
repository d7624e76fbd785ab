package io.slotferry.workflow;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A random cluster, a random request, random faults and random operators, all from one seed. */
final class Scenario {

    private static final int FIRST_SLOT = 100;

    private Scenario() {}

    static Simulation.Scene of(long seed, LongSupplier clock) {
        Random random = new Random(seed);
        SimulatedCluster cluster = new SimulatedCluster(seed);
        int primaries = 2 + random.nextInt(4);
        for (int i = 0; i < primaries; i++) {
            cluster.primary(i);
        }
        int slots = 4 + random.nextInt(30);
        for (int slot = FIRST_SLOT; slot < FIRST_SLOT + slots; slot++) {
            cluster.slot(slot, random.nextInt(primaries), random.nextBoolean() ? 0 : random.nextInt(7));
        }
        if (random.nextInt(5) == 0) {
            leaveOpen(random, cluster, primaries);
        }
        boolean foundOpen = !cluster.open().isEmpty();
        Troubles troubles = new Troubles();
        if (random.nextInt(3) == 0) {
            trouble(random, cluster, troubles);
        }
        Faults faults = new Faults(seed, new int[] {0, 0, 4, 10, 25}[random.nextInt(5)]);
        Operator operator = new Operator(cluster, troubles, seed);
        script(random, operator);
        ReshardRequest request = request("sim-" + seed, moves(random, cluster), random);
        if (request.pace() != null && request.pace().keysPerSecond() != null) {
            operator.onlyDuringDrains();
        }
        return new Simulation.Scene(
                "sim-" + seed,
                cluster,
                operator,
                troubles,
                new SimulatedLook(cluster, faults, troubles, operator),
                new SimulatedSlots(cluster, faults, troubles, operator, clock),
                request,
                foundOpen);
    }

    /** What a terminated run left behind. */
    private static void leaveOpen(Random random, SimulatedCluster cluster, int primaries) {
        for (int slot : cluster.slots) {
            int target = random.nextInt(primaries);
            if (random.nextInt(8) == 0 && !cluster.owner(slot).equals(cluster.nodeId(target))) {
                cluster.leaveOpen(slot, target);
            }
        }
    }

    private static void trouble(Random random, SimulatedCluster cluster, Troubles troubles) {
        for (int slot : cluster.slots) {
            switch (random.nextInt(20)) {
                case 0 -> troubles.big.add(slot);
                case 1 -> troubles.refused.add(slot);
                case 2 -> troubles.conflicts.add(slot);
                default -> {}
            }
        }
    }

    private static void script(Random random, Operator operator) {
        int messages = Math.max(0, random.nextInt(6) - 2);
        for (int i = 0; i < messages; i++) {
            operator.at(1 + random.nextInt(15), Operator.RANDOM.get(random.nextInt(Operator.RANDOM.size())));
        }
    }

    private static List<MoveRequest> moves(Random random, SimulatedCluster cluster) {
        boolean oneTarget = random.nextBoolean();
        List<String> ids = new ArrayList<>(cluster.nodes.keySet());
        TreeMap<String, SlotSet> byTarget = new TreeMap<>();
        for (int slot : cluster.slots) {
            String to = ids.get(oneTarget ? 0 : random.nextInt(ids.size()));
            if (random.nextInt(4) > 0) {
                byTarget.merge(to, SlotSet.of(slot), SlotSet::plus);
            }
        }
        if (byTarget.isEmpty()) {
            byTarget.put(ids.get(0), SlotSet.of(cluster.slots.first()));
        }
        List<MoveRequest> moves = new ArrayList<>();
        byTarget.forEach((to, slots) -> moves.add(new MoveRequest(slots.toString(), null, to)));
        return moves;
    }

    private static ReshardRequest request(String name, List<MoveRequest> moves, Random random) {
        PaceLimits pace =
                switch (random.nextInt(4)) {
                    case 0 -> new PaceLimits(null, null, 1L + random.nextInt(3), null, null, null, List.of());
                    case 1 -> new PaceLimits(null, null, null, null, 1_000L, 1L, List.of());
                    case 2 -> new PaceLimits(null, null, null, null, null, 1L, List.of());
                    default -> null;
                };
        BigKeys bigKeys = random.nextInt(3) == 0 ? new BigKeys("ask", null) : null;
        return Requests.moves(name, moves, random.nextInt(8) == 0, pace, bigKeys);
    }
}
