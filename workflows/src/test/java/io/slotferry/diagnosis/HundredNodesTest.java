package io.slotferry.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairOrder;
import io.slotferry.repair.RepairPlan;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.SlotKeys;
import io.slotferry.topology.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The views of 100 nodes are judged in less than 3 s, however sick they are. */
class HundredNodesTest {

    private static final int PRIMARIES = 50;

    private static final Duration LIMIT = Duration.ofSeconds(3);

    @Test
    void aHundredViewsWithOpenSlotsAndDisputesAreJudgedInTime() {
        TestCluster cluster = TestCluster.of(PRIMARIES, 1);
        for (int slot = 0; slot < 300; slot++) {
            cluster.open(slot, 0, 1);
        }
        List<NodeObservation> observations = cluster.silent(7).observations();

        long started = System.nanoTime();
        List<Finding> findings = Diagnosis.of(observations);
        RepairPlan plan = RepairPlan.of(
                ClusterTopology.of(observations),
                SlotKeys.NONE,
                new RepairOrder(SlotSet.range(0, 16_383), SlotSet.EMPTY, Map.of(), Map.of(), List.of(), false, false));

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT);
        assertThat(Found.only(findings, "open-slot").slots()).isEqualTo(SlotSet.range(0, 299));
        assertThat(plan.tasks()).hasSize(1);
    }
}
