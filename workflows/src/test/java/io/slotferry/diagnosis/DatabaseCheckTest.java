package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Node 0 holds keys in databases 0 and 3, node 1 shall get slots of it. */
class DatabaseCheckTest {

    private static final String CODE = "too-few-databases";

    private static TestCluster cluster() {
        return TestCluster.of(3, 1).info(0, "db0", "keys=20,expires=0").info(0, "db3", "keys=20,expires=0");
    }

    private static List<Finding> check(TestCluster cluster, SlotMove... moves) {
        ReshardRequest request = ReshardRequest.to("prod", "127.0.0.1:7001", "0-999", null);
        return PreCheck.of(cluster.topology(), cluster.observations(), request, List.of(moves), SlotSet.EMPTY);
    }

    private static SlotMove move(int from, int to) {
        return new SlotMove(SlotSet.range(0, 999), id(from), id(to));
    }

    @Test
    void a_target_without_a_database_that_holds_keys_is_refused() {
        Finding finding = Found.only(check(cluster().config(1, "cluster-databases", "1"), move(0, 1)), CODE);

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.nodes()).containsExactly(label(0), label(1));
        assertThat(finding.sentence()).contains(label(0), "database 3", label(1), "only 1 database ");
        assertThat(finding.next()).contains("cluster-databases above 3", label(1), "restart");
    }

    @Test
    void databases_count_from_0() {
        assertThat(Found.codes(check(cluster().config(1, "cluster-databases", "3"), move(0, 1))))
                .contains(CODE);
        assertThat(Found.codes(check(cluster().config(1, "cluster-databases", "4"), move(0, 1))))
                .doesNotContain(CODE);
    }

    @Test
    void several_moves_between_the_same_nodes_are_one_finding() {
        SlotMove more = new SlotMove(SlotSet.range(2_000, 2_100), id(0), id(1));

        Found.only(check(cluster().config(1, "cluster-databases", "1"), move(0, 1), more), CODE);
    }

    @Test
    void a_target_that_does_not_tell_is_not_refused() {
        assertThat(Found.codes(check(cluster(), move(0, 1)))).doesNotContain(CODE);
    }

    @Test
    void nodes_that_only_hold_keys_in_database_0_may_differ() {
        TestCluster cluster =
                TestCluster.of(3, 1).info(0, "db0", "keys=20,expires=0").config(1, "cluster-databases", "1");

        assertThat(Found.codes(check(cluster, move(0, 1)))).doesNotContain(CODE);
    }

    @Test
    void an_open_slot_that_its_importer_cannot_take_is_found() {
        List<Finding> findings = Diagnosis.of(cluster()
                .config(1, "cluster-databases", "1")
                .open(609, 0, 1)
                .open(610, 0, 1)
                .observations());

        Finding finding = Found.only(findings, CODE);
        assertThat(finding.slots()).isEqualTo(SlotSet.range(609, 610));
        assertThat(finding.sentence()).contains("slots 609-610", "database 3", "only 1 database ");
    }

    @Test
    void an_open_slot_whose_importer_has_all_databases_is_not() {
        List<Finding> findings = Diagnosis.of(
                cluster().config(1, "cluster-databases", "16").open(609, 0, 1).observations());

        assertThat(Found.codes(findings)).contains("open-slot").doesNotContain(CODE);
    }
}
