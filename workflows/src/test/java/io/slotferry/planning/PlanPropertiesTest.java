package io.slotferry.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.TestCluster;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Any plan on any cluster is sound. A failure prints its seed; {@code -Dseed=<number>} runs that one alone. */
class PlanPropertiesTest {

    private static final long FIRST_SEED = 20_260_101;
    private static final int CLUSTERS = 600;

    @FunctionalInterface
    private interface Property {
        void check(Random random, TestCluster cluster, ClusterTopology topology);
    }

    private static void forRandomClusters(Property property) {
        String only = System.getProperty("seed");
        long first = only == null ? FIRST_SEED : Long.parseLong(only);
        for (long seed = first; seed < first + (only == null ? CLUSTERS : 1); seed++) {
            try {
                Random random = new Random(seed);
                TestCluster cluster = randomCluster(random);
                property.check(random, cluster, cluster.topology());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("failed with -Dseed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** 2 to 8 primaries; slots in long or short pieces; some primaries empty; now and then slots that nobody owns. */
    private static TestCluster randomCluster(Random random) {
        int primaries = 2 + random.nextInt(7);
        TestCluster cluster = TestCluster.of(primaries, random.nextInt(2));
        int owners = 1 + random.nextInt(primaries);
        int piece = 1 + random.nextInt(random.nextBoolean() ? 4096 : 64);
        boolean holes = random.nextInt(4) == 0;
        BitSet[] slots = new BitSet[primaries];
        for (int i = 0; i < primaries; i++) {
            slots[i] = new BitSet();
        }
        for (int slot = 0; slot < SlotRange.SLOT_COUNT; slot += piece) {
            if (!holes || random.nextInt(10) > 0) {
                slots[random.nextInt(owners)].set(slot, Math.min(slot + piece, SlotRange.SLOT_COUNT));
            }
        }
        for (int i = 0; i < primaries; i++) {
            cluster.slots(i, "");
        }
        for (int i = 0; i < primaries; i++) {
            cluster.slots(i, SlotSet.of(slots[i]).toString());
        }
        return cluster;
    }

    private static int slotCount(List<SlotMove> moves) {
        return moves.stream().mapToInt(move -> move.slots().count()).sum();
    }

    private static SlotSet union(List<SlotMove> moves) {
        return moves.stream().map(SlotMove::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    }

    @Test
    void aPlanByCountIsSoundExactAndFair() {
        forRandomClusters((random, cluster, topology) -> {
            String target = topology.primaries()
                    .get(random.nextInt(topology.primaries().size()))
                    .id();
            int available =
                    topology.covered().count() - topology.slotsOf(target).count();
            if (available == 0) {
                return;
            }
            int wanted = 1 + random.nextInt(available);

            List<SlotMove> moves = ReshardPlanner.plan(topology, ReshardRequest.to("c", target, null, (long) wanted))
                    .moves();

            assertThat(PlanCheck.problems(topology, moves)).isEmpty();
            assertThat(slotCount(moves)).isEqualTo(wanted);
            assertThat(moves).allMatch(move -> move.to().equals(target));
            for (SlotMove move : moves) {
                SlotSet owned = topology.slotsOf(move.from());
                double fair = (double) wanted * owned.count() / available;
                assertThat((double) move.slots().count()).isBetween(Math.floor(fair), Math.floor(fair) + 1);
                assertThat(move.slots()).isEqualTo(owned.lowest(move.slots().count()));
            }
        });
    }

    @Test
    void aPlanBySlotsMovesExactlyWhatIsNotThereYet() {
        forRandomClusters((random, cluster, topology) -> {
            String target = topology.primaries()
                    .get(random.nextInt(topology.primaries().size()))
                    .id();
            int first = random.nextInt(SlotRange.SLOT_COUNT);
            SlotSet wanted = SlotSet.range(first, first + random.nextInt(SlotRange.SLOT_COUNT - first))
                    .and(topology.covered());
            if (wanted.isEmpty()) {
                return;
            }

            List<SlotMove> moves = ReshardPlanner.plan(
                            topology, ReshardRequest.to("c", target, wanted.toString(), null))
                    .moves();

            assertThat(PlanCheck.problems(topology, moves)).isEmpty();
            assertThat(union(moves)).isEqualTo(wanted.minus(topology.slotsOf(target)));
        });
    }

    @Test
    void movesAndTheirReverseAreSoundAndSplitIntoPhases() {
        forRandomClusters((random, cluster, topology) -> {
            int primaries = topology.primaries().size();
            List<MoveRequest> asked = new ArrayList<>();
            for (int slot = 0; slot < SlotRange.SLOT_COUNT; slot += 1 + random.nextInt(500)) {
                if (topology.covered().contains(slot)) {
                    asked.add(new MoveRequest("" + slot, null, TestCluster.id(random.nextInt(primaries))));
                }
            }
            if (asked.isEmpty()) {
                return;
            }
            List<SlotMove> moves = ReshardPlanner.plan(topology, request(asked)).moves();
            assertThat(PlanCheck.problems(topology, moves)).isEmpty();
            checkPhases(moves);

            // When: the plan is carried out and its moves are reversed with their owners named
            moves.forEach(move -> cluster.gives(move));
            List<MoveRequest> back = moves.stream()
                    .map(SlotMove::reversed)
                    .map(move -> new MoveRequest(move.slots().toString(), move.from(), move.to()))
                    .toList();
            if (!back.isEmpty()) {
                List<SlotMove> reverse =
                        ReshardPlanner.plan(cluster.topology(), request(back)).moves();
                reverse.forEach(move -> cluster.gives(move));
                assertThat(cluster.topology().owners()).isEqualTo(topology.owners());
            }
        });
    }

    private static ReshardRequest request(List<MoveRequest> moves) {
        return new ReshardRequest(
                "c", null, null, null, null, moves, null, null, null, null, null, null, null, null, List.of());
    }

    private static void checkPhases(List<SlotMove> moves) {
        List<List<SlotMove>> phases = Phases.of(moves);
        assertThat(phases.stream().flatMap(List::stream).toList()).containsExactlyInAnyOrderElementsOf(moves);
        for (List<SlotMove> phase : phases) {
            TreeSet<String> sources =
                    new TreeSet<>(phase.stream().map(SlotMove::from).toList());
            sources.retainAll(phase.stream().map(SlotMove::to).toList());
            assertThat(sources).as("both source and target in one phase").isEmpty();
            assertThat(phase).isSortedAccordingTo(Comparator.comparingInt(moves::indexOf));
        }
    }
}
