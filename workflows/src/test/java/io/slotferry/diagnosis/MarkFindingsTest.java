package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes 0, 1, 2 are primaries with 5461 slots each (node 0 from 0, node 1 from 5461, node 2 from 10922), 3, 4, 5 their replicas. */
class MarkFindingsTest {

    private static final String UNKNOWN = "f".repeat(40);

    private static TestCluster cluster() {
        return TestCluster.of(3, 1);
    }

    /** The slot is claimed by node 1 in its own view only; node 0 has let go of it if {@code letGo}. */
    private static TestCluster taken(int slot, boolean letGo) {
        TestCluster cluster = cluster().slotsInView(1, 1, slot + ",5461-10921").slotsInView(1, 0, (slot + 1) + "-5460");
        return letGo
                ? cluster.slotsInView(0, 0, (slot + 1) + "-5460").slotsInView(0, 1, slot + ",5461-10921")
                : cluster;
    }

    record Case(String code, Severity severity, TestCluster cluster, List<String> nodes) {
        @Override
        public String toString() {
            return code + " of " + nodes;
        }
    }

    static Stream<Case> patterns() {
        List<String> forward = List.of(label(0), label(1));
        return Stream.of(
                new Case("open-slot", Severity.WARNING, cluster().open(0, 0, 1), forward),
                new Case("migrating-only", Severity.ERROR, cluster().migrating(0, 0, id(1)), forward),
                new Case(
                        "importing-only",
                        Severity.WARNING,
                        cluster().importing(1, 0, id(0)),
                        List.of(label(1), label(0))),
                new Case(
                        "mark-to-unknown-node",
                        Severity.ERROR,
                        cluster().migrating(0, 0, UNKNOWN),
                        List.of(label(0), "node ffffffff")),
                new Case(
                        "mark-to-unknown-node",
                        Severity.ERROR,
                        cluster().importing(1, 0, UNKNOWN),
                        List.of(label(1), "node ffffffff")),
                new Case(
                        "mark-to-unknown-node",
                        Severity.ERROR,
                        cluster().extraLine(0, UNKNOWN, ":0@0", "noflags").migrating(0, 0, UNKNOWN),
                        List.of(label(0), "a node without an address (ffffffff)")),
                new Case(
                        "mark-to-replica",
                        Severity.ERROR,
                        cluster().migrating(0, 0, id(4)),
                        List.of(label(0), label(4))),
                new Case(
                        "mark-to-replica",
                        Severity.ERROR,
                        cluster().importing(1, 0, id(3)),
                        List.of(label(1), label(3))),
                new Case("mark-to-self", Severity.ERROR, cluster().migrating(0, 0, id(0)), List.of(label(0))),
                new Case(
                        "mark-to-failed-node",
                        Severity.ERROR,
                        cluster().silent(1).migrating(0, 0, id(1)),
                        forward),
                new Case(
                        "several-importers",
                        Severity.ERROR,
                        cluster().open(0, 0, 1).importing(2, 0, id(0)),
                        List.of(label(1), label(2))),
                new Case(
                        "opposite-marks",
                        Severity.ERROR,
                        cluster().migrating(0, 0, id(1)).migrating(1, 0, id(0)),
                        forward),
                new Case(
                        "opposite-marks",
                        Severity.ERROR,
                        cluster().importing(0, 0, id(1)).importing(1, 0, id(0)),
                        forward),
                // T has finished, S has not.
                new Case("half-finalised", Severity.ERROR, taken(0, false).migrating(0, 0, id(1)), forward),
                // T has finished, S only kept its mark (Redis leaves it).
                new Case("half-finalised", Severity.ERROR, taken(0, true).migrating(0, 0, id(1)), forward),
                // S has finished first, T is still importing.
                new Case(
                        "half-finalised",
                        Severity.ERROR,
                        cluster()
                                .slotsInView(0, 0, "1-5460")
                                .slotsInView(0, 1, "0,5461-10921")
                                .importing(1, 0, id(0)),
                        forward),
                new Case("stale-mark", Severity.WARNING, cluster().migrating(0, 11000, id(1)), forward),
                new Case(
                        "stale-mark",
                        Severity.WARNING,
                        cluster().importing(1, 11000, id(0)),
                        List.of(label(1), label(0))));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void namesEachPattern(Case expected) {
        List<Finding> findings = Diagnosis.of(expected.cluster().observations());

        Finding finding = Found.only(findings, expected.code());
        assertThat(finding.severity()).isEqualTo(expected.severity());
        assertThat(finding.nodes()).isEqualTo(expected.nodes());
        assertThat(finding.slots().count()).isEqualTo(1);
        assertThat(finding.sentence()).contains("slot " + finding.slots()).contains(expected.nodes());
        assertThat(findings.stream().map(Finding::code).filter(code -> isMarkCode(code)))
                .as("one explanation per slot")
                .containsExactly(expected.code());
    }

    private static boolean isMarkCode(String code) {
        return Stream.of(MarkPattern.values())
                .anyMatch(pattern -> pattern.code().equals(code));
    }

    @Test
    void everyPatternIsInTheTable() {
        assertThat(patterns().map(Case::code).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(MarkPattern.values()).map(MarkPattern::code).toList());
    }

    @Test
    void aHalfFinalisedSlotIsNotReportedAgain() {
        TestCluster targetFirst = taken(0, false).migrating(0, 0, id(1));
        TestCluster sourceFirst = cluster()
                .slotsInView(0, 0, "1-5460")
                .slotsInView(0, 1, "0,5461-10921")
                .importing(1, 0, id(0));

        for (TestCluster cluster : List.of(targetFirst, sourceFirst)) {
            assertThat(Found.codes(Diagnosis.of(cluster.observations())))
                    .contains("half-finalised")
                    .doesNotContain("two-owners", "owner-disagreement", "uncovered-slot");
        }
    }

    @Test
    void manySlotsBetweenOnePairAreOneFinding() {
        TestCluster cluster = cluster();
        for (int slot = 0; slot < 500; slot++) {
            cluster.open(slot, 0, 1);
        }
        cluster.open(600, 0, 2).open(6000, 1, 0);

        List<Finding> findings = Diagnosis.of(cluster.observations());

        assertThat(findings.stream().filter(f -> f.code().equals("open-slot")).map(Finding::slots))
                .containsExactlyInAnyOrder(SlotSet.range(0, 499), SlotSet.of(600), SlotSet.of(6000));
        assertThat(findings.stream()
                        .filter(f -> f.slots().contains(0))
                        .findFirst()
                        .orElseThrow()
                        .sentence())
                .startsWith("slots 0-499 are open from " + label(0) + " to " + label(1));
    }

    @Test
    void marksThatValkeyRepeatsOnAReplicaAreNotASecondMove() {
        TestCluster cluster = cluster().open(0, 0, 1).migrating(3, 0, id(1)).importing(4, 0, id(0));

        assertThat(Found.codes(Diagnosis.of(cluster.observations())))
                .containsExactly("open-slot", "cluster-size", "full-coverage");
    }

    @Test
    void aMarkThatOnlyTheReplicaHasIsFound() {
        Finding finding =
                Found.only(Diagnosis.of(cluster().migrating(3, 7, id(1)).observations()), "mark-on-replica");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.slots()).isEqualTo(SlotSet.of(7));
        assertThat(finding.nodes()).containsExactly(label(3));
    }

    @Test
    void aReplicaOfASilentPrimaryIsNotBlamedForItsMarks() {
        assertThat(Found.codes(
                        Diagnosis.of(cluster().silent(0).migrating(3, 7, id(1)).observations())))
                .doesNotContain("mark-on-replica");
    }

    @Test
    void aMigratingSourceWithAnotherTargetThanTheImporterKnowsIsTwoFindings() {
        List<Finding> findings = Diagnosis.of(
                cluster().migrating(0, 0, id(2)).importing(1, 0, id(0)).observations());

        assertThat(Found.codes(findings))
                .contains("migrating-only", "importing-only")
                .doesNotContain("open-slot");
    }
}
