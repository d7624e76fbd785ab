package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.SlotKeys;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnershipFindingsTest {

    private static TestCluster cluster() {
        return TestCluster.of(3, 1);
    }

    @Test
    void aHealthyClusterHasNothingButCoverage() {
        List<Finding> findings = Diagnosis.of(cluster().observations());

        assertThat(Found.codes(findings)).isEqualTo(Found.ALWAYS);
        assertThat(Found.only(findings, "full-coverage").sentence()).contains("3 primaries own slots");
    }

    @Test
    void findsUncoveredSlots() {
        List<Finding> findings =
                Diagnosis.of(cluster().slots(0, "1-99,101-5460").observations());

        Finding finding = Found.only(findings, "uncovered-slot");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.slots()).isEqualTo(SlotSet.of(0, 100));
        assertThat(finding.sentence()).contains("slots 0,100", "CLUSTERDOWN");
        assertThat(Found.codes(findings)).doesNotContain("full-coverage", "owner-disagreement");
    }

    @Test
    void findsTwoOwnersOnce() {
        // Given: nodes 0 and 2 both claim slots 0-9
        List<Finding> findings = Diagnosis.of(cluster()
                .slotsInView(2, 2, "0-9,10922-16383")
                .slotsInView(2, 0, "10-5460")
                .observations());

        Finding finding = Found.only(findings, "two-owners");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.slots()).isEqualTo(SlotSet.range(0, 9));
        assertThat(finding.nodes()).containsExactly(label(0), label(2));
        assertThat(Found.codes(findings)).doesNotContain("owner-disagreement");
    }

    @Test
    void saysWhoSeesWhichSlotsUnderWhom() {
        // Given: node 4 has not heard that slots 0-9 belong to node 0, and node 5 sees them with nobody
        List<Finding> findings = Diagnosis.of(cluster()
                .slotsInView(4, 0, "10-5460")
                .slotsInView(4, 1, "0-9,5461-10921")
                .slotsInView(5, 0, "10-5460")
                .observations());

        Finding finding = Found.only(findings, "owner-disagreement");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.slots()).isEqualTo(SlotSet.range(0, 9));
        assertThat(finding.nodes()).containsExactlyInAnyOrder(label(4), label(5));
        assertThat(finding.sentence())
                .contains("slots 0-9")
                .contains(label(4) + " says " + label(1))
                .contains(label(5) + " says nobody")
                .contains(label(0) + " and 3 more say " + label(0));
    }

    @Test
    void differentDisagreementsAreDifferentFindings() {
        List<Finding> findings = Diagnosis.of(cluster()
                .slotsInView(4, 0, "1-5460")
                .slotsInView(5, 1, "5462-10921")
                .observations());

        assertThat(findings.stream()
                        .filter(f -> f.code().equals("owner-disagreement"))
                        .map(Finding::slots))
                .containsExactlyInAnyOrder(SlotSet.of(0), SlotSet.of(5461));
    }

    @Test
    void aNodeThatTheOthersForgotDisagrees() {
        // Given: a target keeps its slots although everybody else has forgotten it
        TestCluster cluster = cluster();
        for (int observer : new int[] {0, 2, 3, 4, 5}) {
            cluster.forgets(observer, 1);
        }

        Finding finding = Found.only(Diagnosis.of(cluster.observations()), "owner-not-broadcast");

        assertThat(finding.nodes()).containsExactly(label(1));
        assertThat(finding.sentence()).contains("say nobody");
    }

    @Test
    void aSlotThatTheSourceHandedOverIsHalfFinalisedAndNotUncovered() {
        TestCluster cluster =
                cluster().importing(1, 0, id(0)).slots(0, "1-5460").slotsInView(0, 1, "0,5461-10921");

        assertThat(Found.codes(Diagnosis.of(cluster.observations())))
                .contains("half-finalised")
                .doesNotContain("uncovered-slot");
    }

    @Test
    void aSlotThatNobodyClaimsCanBeConsentedToWhateverMarksItShows() {
        TestCluster open = cluster().open(0, 0, 1).slots(0, "1-5460");
        TestCluster stale = cluster().importing(2, 0, id(1)).slots(0, "1-5460");

        assertThat(Found.codes(Diagnosis.of(open.observations()))).contains("half-finalised", "uncovered-slot");
        assertThat(Found.codes(Diagnosis.of(stale.observations())))
                .contains("importing-only", "uncovered-slot")
                .doesNotContain("half-finalised");
    }

    @Test
    void twoOwnersWithKeysCanBeConsentedToWhateverMarksTheyShow() {
        List<NodeObservation> seen = cluster()
                .migrating(0, 0, id(1))
                .slotsInView(1, 1, "0,5461-10921")
                .slotsInView(1, 0, "1-5460")
                .observations();
        SlotKeys.Builder keys = new SlotKeys.Builder().add(id(1), 0, 3);

        assertThat(Found.codes(Diagnosis.of(ClusterTopology.of(seen), keys.build())))
                .contains("half-finalised")
                .doesNotContain("two-owners");
        assertThat(Found.codes(Diagnosis.of(
                        ClusterTopology.of(seen), keys.add(id(0), 0, 2).build())))
                .contains("half-finalised", "two-owners");
    }

    @Test
    void aStaleMarkDoesNotHideStrandedKeys() {
        List<NodeObservation> seen = cluster().importing(1, 0, id(2)).observations();
        SlotKeys keys = new SlotKeys.Builder().add(id(1), 0, 3).build();

        assertThat(Found.codes(Diagnosis.of(ClusterTopology.of(seen), keys))).contains("stale-mark", "stranded-keys");
    }

    @Test
    void aSilentClusterIsNotCalledUncovered() {
        TestCluster cluster = TestCluster.of(2, 0).silent(0).silent(1);

        assertThat(Found.codes(Diagnosis.of(cluster.observations())))
                .containsExactly("node-unreachable", "node-unreachable");
    }

    @Test
    void idsAreUniqueAndStable() {
        TestCluster cluster =
                cluster().migrating(0, 0, id(0)).migrating(1, 0, id(1)).silent(5);

        List<Finding> findings = Diagnosis.of(cluster.observations());

        assertThat(findings).extracting(Finding::id).doesNotHaveDuplicates();
        assertThat(Diagnosis.of(cluster.observations())).isEqualTo(findings);
    }

    @Test
    void worstComesFirstThenByCode() {
        List<Finding> findings = Diagnosis.of(TestCluster.of(3, 0)
                .open(0, 0, 1)
                .slotsInView(0, 1, "5462-10921")
                .silent(2)
                .observations());

        assertThat(Found.codes(findings))
                .containsExactly(
                        "node-unreachable",
                        "owner-not-broadcast",
                        "open-slot",
                        "cluster-size",
                        "full-coverage",
                        "primary-without-replica");
    }

    @Test
    void runsOnAHundredNodesThatDoNotAgree() {
        TestCluster cluster = TestCluster.of(50, 1);
        for (int node = 0; node < 100; node++) {
            cluster.slotsInView(node, node % 50, "" + (node % 50) * 7);
        }

        assertThat(Found.codes(Diagnosis.of(cluster.observations()))).contains("owner-disagreement");
    }
}
