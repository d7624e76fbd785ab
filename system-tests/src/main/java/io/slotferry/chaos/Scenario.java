package io.slotferry.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Everything random about one run; the same seed makes the same scenario.
 *
 * @param primaries with slots
 * @param replicas of each primary
 * @param emptyTarget whether the target begins without slots
 * @param sources how many primaries give slots
 * @param slotsPerSource how many each gives
 * @param moveMs how long the move is to take without faults; 0 for as fast as it goes
 * @param openSlotsMax of the request's pace; 0 for the default
 * @param early whether faults begin with the run and not with its first open slot
 * @param fullCoverage the servers' cluster-require-full-coverage
 */
record Scenario(
        long seed,
        int primaries,
        int replicas,
        boolean emptyTarget,
        int sources,
        int slotsPerSource,
        int moveMs,
        int openSlotsMax,
        boolean early,
        boolean fullCoverage,
        List<Fault> faults) {

    /** Faults begin within this time. */
    static final int WINDOW_MS = 7_000;

    static final int NODE_TIMEOUT_MS = 2_000;

    /** More servers than this on two cores, and the faults are the machine's. */
    static final int NODES_MAX = 12;

    private static final int FAULTS_LEAST = 4;
    private static final int FAULTS_SPREAD = 4;

    Scenario {
        faults = List.copyOf(faults);
    }

    static Scenario of(long seed, Set<FaultKind.Group> groups) {
        Random random = new Random(seed * 1_000_003L);
        // The first numbers of neighbouring seeds are alike.
        random.nextLong();
        int replicas = new int[] {0, 1, 1, 1, 2, 2}[random.nextInt(6)];
        int primaries = 2 + random.nextInt(Math.min(6, NODES_MAX / (1 + replicas)) - 1);
        // An empty primary has no replicas: as a target its death is final.
        boolean emptyTarget = random.nextInt(replicas == 0 ? 2 : 4) == 0;
        int sources = 1 + random.nextInt(Math.min(3, primaries - (emptyTarget ? 0 : 1)));
        int slots = (400 + random.nextInt(1_600)) / sources;
        int moveMs = random.nextInt(6) == 0 ? 0 : 2_500 + random.nextInt(4_000);
        int openSlotsMax = random.nextInt(4) == 0 ? 1 + random.nextInt(16) : 0;
        return new Scenario(
                seed,
                primaries,
                replicas,
                emptyTarget,
                sources,
                slots,
                moveMs,
                openSlotsMax,
                random.nextInt(5) == 0,
                random.nextBoolean(),
                faults(random, replicas > 0, emptyTarget, groups));
    }

    private static List<Fault> faults(
            Random random, boolean replicas, boolean emptyTarget, Set<FaultKind.Group> groups) {
        List<FaultKind> bag = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            boolean lonelyTarget =
                    emptyTarget && kind.needsReplica() && kind.name().startsWith("TARGET");
            if (groups.contains(kind.group) && (replicas || !kind.needsReplica()) && !lonelyTarget) {
                for (int i = 0; i < kind.weight; i++) {
                    bag.add(kind);
                }
            }
        }
        List<Fault> faults = new ArrayList<>();
        int count = FAULTS_LEAST + random.nextInt(FAULTS_SPREAD);
        for (int i = 0; i < count; i++) {
            FaultKind kind = bag.get(random.nextInt(bag.size()));
            long atMs = 400 + random.nextInt(WINDOW_MS - 400);
            faults.add(new Fault(kind, atMs, forMs(kind, random), random.nextInt(1_000)));
        }
        faults.sort(Comparator.comparingLong(Fault::atMs));
        return faults;
    }

    private static long forMs(FaultKind kind, Random random) {
        return switch (kind) {
            case WORKER_KILL, TEMPORAL_KILL -> random.nextInt(800);
            case WORKER_FREEZE -> 500 + random.nextInt(6_500);
            case SOURCE_FREEZE, TARGET_FREEZE, REPLICA_FREEZE, BYSTANDER_FREEZE ->
                200 + random.nextInt(NODE_TIMEOUT_MS - 1_000);
            case SOURCE_RESTART, TARGET_RESTART, REPLICA_RESTART, BYSTANDER_RESTART -> random.nextInt(300);
            case WIRE_SLOW, WIRE_CUT, WIRE_HOLD, WIRE_MUTE, SOURCE_SILENCE, TARGET_SILENCE ->
                300 + random.nextInt(5_000);
            case PAUSE, TARGET_MEMORY -> 300 + random.nextInt(1_500);
            case SOURCE_STUPOR, TARGET_STUPOR, BYSTANDER_STUPOR -> 2L * NODE_TIMEOUT_MS + random.nextInt(2_000);
            default -> 0;
        };
    }

    String shape() {
        return primaries + "x" + replicas + (emptyTarget ? "+1" : "");
    }
}
