package io.slotferry.planning;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes 0 to 3 own 4096 slots each, node 4 is an empty primary, node 5 is a replica of node 1. */
class ReshardPlannerTest {

    private static TestCluster cluster() {
        return TestCluster.of(4, 0).andPrimary().andReplicaOf(1);
    }

    private static ReshardRequest slots(int to, String slots) {
        return ReshardRequest.to("c", address(to), slots, null);
    }

    private static ReshardRequest count(int to, long slotCount, String... from) {
        ReshardRequest r = ReshardRequest.to("c", address(to), null, slotCount);
        return new ReshardRequest(
                r.cluster(),
                r.to(),
                null,
                slotCount,
                from.length == 0 ? null : List.of(from),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    private static ReshardRequest moves(MoveRequest... moves) {
        return new ReshardRequest(
                "c", null, null, null, null, List.of(moves), null, null, null, null, null, null, null, null, List.of());
    }

    private static String address(int node) {
        return "127.0.0.1:" + (TestCluster.PORT + node);
    }

    private static SlotMove move(String slots, int from, int to) {
        return new SlotMove(SlotSet.parse(slots), id(from), id(to));
    }

    private static PlanRefused refused(TestCluster cluster, ReshardRequest request) {
        PlanRefused refused =
                catchThrowableOfType(PlanRefused.class, () -> ReshardPlanner.plan(cluster.topology(), request));
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).hasSizeBetween(20, 300).doesNotContain("Exception", "null");
        return refused;
    }

    @Test
    void slotsComeFromTheirOwners() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), slots(4, "4000-4200,16000"));

        assertThat(plan.moves()).containsExactly(move("4000-4095", 0, 4), move("4096-4200", 1, 4), move("16000", 3, 4));
        assertThat(plan.notes()).isEmpty();
    }

    @Test
    void whatTheTargetHasStaysWithANote() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), slots(0, "4090-4099"));

        assertThat(plan.moves()).containsExactly(move("4096-4099", 1, 0));
        assertThat(plan.notes()).singleElement().asString().contains("6 slots (4090-4095)", label(0), "stay");
    }

    @Test
    void nothingToDoIsAnEmptyPlanWithANote() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), slots(0, "0-99"));

        assertThat(plan.moves()).isEmpty();
        assertThat(plan.notes()).singleElement().asString().contains("nothing to move");
    }

    @Test
    void aReplicaAsTargetMeansItsPrimaryAndIsNotedOnce() {
        ReshardPlan plan = ReshardPlanner.plan(
                cluster().topology(),
                moves(new MoveRequest("0", null, address(5)), new MoveRequest("1", null, address(5))));

        assertThat(plan.moves()).containsExactly(move("0-1", 0, 1));
        assertThat(plan.notes()).containsExactly("127.0.0.1:7005 is a replica of 127.0.0.1:7001; the primary is meant");
    }

    @Test
    void anUncoveredSlotIsRefused() {
        TestCluster cluster = cluster().slots(0, "0-99,101-4095");

        PlanRefused refused = refused(cluster, slots(4, "98-102"));

        assertThat(refused.type()).isEqualTo(FailureTypes.INVALID_REQUEST);
        assertThat(refused).hasMessageContaining("slot 100 has no owner");
    }

    @Test
    void slotCountIsTakenEvenlyAndFromTheLowestSlots() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), count(4, 2048));

        assertThat(plan.moves())
                .containsExactly(
                        move("0-511", 0, 4),
                        move("4096-4607", 1, 4),
                        move("8192-8703", 2, 4),
                        move("12288-12799", 3, 4));
    }

    @Test
    void slotCountIsTakenInProportionToWhatEachOwns() {
        // Given: node 0 owns 3 slots in 4 of what the sources have
        TestCluster cluster = cluster().slots(0, "0-6143").slots(1, "6144-8191");

        ReshardPlan plan = ReshardPlanner.plan(cluster.topology(), count(4, 1000, address(0), address(1)));

        assertThat(plan.moves()).containsExactly(move("0-749", 0, 4), move("6144-6393", 1, 4));
    }

    @Test
    void anOddSlotIsNotLost() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), count(4, 5));

        assertThat(plan.moves())
                .containsExactly(move("0-1", 0, 4), move("4096", 1, 4), move("8192", 2, 4), move("12288", 3, 4));
    }

    @Test
    void allThatIsThereCanBeTaken() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), count(4, 16384));

        assertThat(plan.moves().stream().mapToInt(m -> m.slots().count()).sum()).isEqualTo(16384);
    }

    @Test
    void moreThanTheSourcesOwnIsRefusedWithTheNumber() {
        assertThat(refused(cluster(), count(0, 12289))).hasMessageContaining("12288");
        assertThat(refused(cluster(), count(4, 4097, address(2)))).hasMessageContaining("4096", label(2));
    }

    @Test
    void aSourceThatIsNamedTwiceCountsOnce() {
        ReshardPlan plan = ReshardPlanner.plan(cluster().topology(), count(4, 4096, address(1), id(1), address(5)));

        assertThat(plan.moves()).containsExactly(move("4096-8191", 1, 4));
    }

    @Test
    void impossibleSourcesAreRefused() {
        assertThat(refused(cluster(), count(1, 5, address(1)))).hasMessageContaining("same node, " + label(1));
        assertThat(refused(cluster(), count(1, 5, address(5)))).hasMessageContaining("same node, " + label(1));
        assertThat(refused(cluster(), count(1, 5, address(4)))).hasMessageContaining(label(4) + " owns no slots");
        assertThat(refused(cluster(), count(1, 5, "10.0.0.1:1"))).hasMessageContaining("10.0.0.1:1");
    }

    @Test
    void anUnknownTargetIsRefusedWithTheKnownOnes() {
        PlanRefused refused = refused(cluster(), ReshardRequest.to("c", "10.0.0.1:1", "0", null));

        assertThat(refused.type()).isEqualTo(FailureTypes.INVALID_REQUEST);
        assertThat(refused).hasMessageContaining("10.0.0.1:1").hasMessageContaining(label(0));
    }

    @Test
    void aTargetInTroubleIsRefused() {
        assertThat(refused(cluster().flags(4, "master,fail"), slots(4, "0")))
                .hasMessageContaining(label(4))
                .hasMessageContaining("fail");
        assertThat(refused(cluster().silent(4).flags(4, "master,fail?"), slots(4, "0")))
                .hasMessageContaining("suspected");
        assertThat(refused(cluster().silent(4).flags(4, "master,noaddr"), slots(4, "0")))
                .hasMessageContaining("noaddr");
        assertThat(refused(
                        cluster().extraLine(0, "b".repeat(40), ":0@0", "master"),
                        ReshardRequest.to("c", "b".repeat(40), "0", null)))
                .hasMessageContaining("no address");
    }

    @Test
    void movesAreGroupedAndSorted() {
        ReshardPlan plan = ReshardPlanner.plan(
                cluster().topology(),
                moves(
                        new MoveRequest("9000", id(2), address(4)),
                        new MoveRequest("7", address(0), address(4)),
                        new MoveRequest("0-5", null, address(3)),
                        new MoveRequest("6", null, address(4))));

        assertThat(plan.moves()).containsExactly(move("0-5", 0, 3), move("6-7", 0, 4), move("9000", 2, 4));
    }

    @Test
    void aStalePlanNamesSlotExpectedAndRealOwner() {
        PlanRefused refused = refused(cluster(), moves(new MoveRequest("4090-4097", address(0), address(4))));

        assertThat(refused.type()).isEqualTo(FailureTypes.STALE_PLAN);
        assertThat(refused)
                .hasMessageContaining("slot 4096")
                .hasMessageContaining(label(0))
                .hasMessageContaining(label(1) + " owns it");
    }

    @Test
    void aPlanMadeBeforeAFailoverStillFits() {
        // Given: the plan names node 1, whose replica 5 has taken its place since
        TestCluster cluster = cluster()
                .replicaOf(1, 5)
                .flagsInView(5, 5, "master")
                .flags(5, "master")
                .slots(5, "4096-8191");

        ReshardPlan plan = ReshardPlanner.plan(cluster.topology(), moves(new MoveRequest("4096", id(1), address(4))));

        assertThat(plan.moves()).containsExactly(move("4096", 5, 4));
    }

    @Test
    void aSlotInTwoMovesIsRefused() {
        PlanRefused refused = refused(
                cluster(), moves(new MoveRequest("0-5", null, address(4)), new MoveRequest("5-6", null, address(3))));

        assertThat(refused.type()).isEqualTo(FailureTypes.INVALID_REQUEST);
        assertThat(refused).hasMessageContaining("slot 5 is named twice");
    }

    @Test
    void aMoveToItselfIsRefused() {
        assertThat(refused(cluster(), moves(new MoveRequest("0-5", address(0), address(0))))
                        .type())
                .isEqualTo(FailureTypes.INVALID_REQUEST);
    }

    @Test
    void anUncheckedRequestIsRefusedWithItsFirstProblem() {
        assertThatThrownBy(
                        () -> ReshardPlanner.plan(cluster().topology(), ReshardRequest.to("c", address(4), null, null)))
                .isInstanceOf(PlanRefused.class)
                .hasMessageContaining("slotCount");
    }

    @Test
    void manySingleMovesArePlannedInReasonableTime() {
        MoveRequest[] single = new MoveRequest[16384];
        for (int slot = 0; slot < single.length; slot++) {
            single[slot] = new MoveRequest("" + slot, null, address(4));
        }

        assertThat(ReshardPlanner.plan(cluster().topology(), moves(single)).moves())
                .hasSize(4);
    }
}
