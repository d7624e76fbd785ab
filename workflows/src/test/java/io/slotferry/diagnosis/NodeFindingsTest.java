package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeFindingsTest {

    private static TestCluster cluster() {
        return TestCluster.of(3, 1);
    }

    private static Finding only(TestCluster cluster, String code) {
        return Found.only(Diagnosis.of(cluster.observations()), code);
    }

    @Test
    void aSilentPrimaryTakesItsSlotsWithIt() {
        Finding finding = only(cluster().silent(1), "node-unreachable");

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.nodes()).containsExactly(label(1));
        assertThat(finding.sentence()).contains(label(1), "connection refused", "5461 slots");
    }

    @Test
    void nobodyIsToldToRestartANodeThatSaysWhyItDoesNotServeUs() {
        assertThat(only(cluster().silent(1, "is busy with a script; do not restart it"), "node-unreachable")
                        .next())
                .contains("SCRIPT KILL")
                .doesNotContain("Start it again");
        assertThat(only(cluster().silent(1, "has as many clients as its maxclients allows"), "node-unreachable")
                        .next())
                .contains("CONFIG SET maxclients");
        assertThat(only(cluster().silent(1, "accepts connections but does not answer within 2 s"), "node-unreachable")
                        .next())
                .contains("CLIENT UNPAUSE");
    }

    @Test
    void aNodeThatWantsAPasswordServesOthers() {
        Finding finding = only(
                cluster().silent(1, "wants a password; name a configured cluster instead of its address"),
                "node-unreachable");

        assertThat(finding.sentence()).contains(label(1) + " wants a password").doesNotContain("clients cannot use");
        assertThat(finding.next()).contains("password").doesNotContain("Start it");
    }

    @Test
    void aNodeWhoseCertificateDoesNotSuitUsServesOthersAndTheWayOutIsWhole() {
        Finding finding = only(
                cluster()
                        .silent(
                                1,
                                "the certificate of 10.0.0.1:6379 is not for the name 10.0.0.1; reach it by a name in"
                                        + " the certificate, or set tls.verifyHost: false"),
                "node-unreachable");

        assertThat(finding.sentence())
                .endsWith("does not prove to us who it is: its certificate is not for the name 10.0.0.1");
        assertThat(finding.next()).isEqualTo("Reach it by a name in the certificate, or set tls.verifyHost: false");
    }

    @Test
    void aNodeThatOurMapOfAddressesHidesRunsAndIsNotToBeStarted() {
        Finding finding = only(
                cluster()
                        .silent(
                                1,
                                "cannot be asked: the configuration's \"addresses\" sends us to 127.0.0.1:7001, where"
                                        + " another node answers; correct its line in \"addresses\""),
                "node-unreachable");

        assertThat(finding.sentence())
                .startsWith(label(1) + " cannot be asked: the configuration's \"addresses\" sends us to 127.0.0.1:7001")
                .doesNotContain("clients cannot use");
        assertThat(finding.next()).isEqualTo("Correct its line in \"addresses\"");
    }

    @Test
    void nothingElseIsSaidOfTwoClusters() {
        TestCluster two = TestCluster.of(4, 0);
        for (int here : List.of(0, 1)) {
            for (int there : List.of(2, 3)) {
                two.forgets(here, there).forgets(there, here);
            }
        }

        List<Finding> findings = Diagnosis.of(two.topology());

        assertThat(Found.codes(findings)).containsExactly("two-clusters");
        assertThat(Found.only(findings, "two-clusters").nodes()).containsExactly(label(0), label(2));
    }

    @Test
    void aNodeWithARenamedCommandRunsAndGetsTheNameBack() {
        Finding finding = only(cluster().silent(1, Silence.HAS_NO_COMMAND + "CLUSTER; give it"), "node-unreachable");

        assertThat(finding.sentence())
                .endsWith(label(1) + " runs, but has no command CLUSTER")
                .doesNotContain("does not answer", "clients cannot use");
        assertThat(finding.next()).contains("rename-command", "restart it").doesNotContain("Start it");
    }

    @Test
    void aSilentReplicaIsOneToo() {
        Finding finding = only(cluster().silent(4), "node-unreachable");

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.sentence()).startsWith("Replica " + label(4));
    }

    @Test
    void aDeadNodeThatWasReplacedIsAWarning() {
        TestCluster cluster = cluster()
                .silent(0)
                .flags(0, "master,fail")
                .flags(3, "master")
                .flagsInView(3, 3, "master")
                .slots(3, "0-5460");

        Finding finding = only(cluster, "node-unreachable");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.sentence()).contains("declared it failed", "no slots any more");
        assertThat(finding.next()).contains("CLUSTER FORGET");
    }

    @Test
    void aDeadFormerPrimaryIsNamedWithTheSlotsItMayImport() {
        TestCluster replaced = cluster()
                .silent(0)
                .flags(0, "master,fail")
                .flags(3, "master")
                .flagsInView(3, 3, "master")
                .slots(3, "0-5460");
        assertThat(codes(replaced.open(7_000, 1, 3).shardMates(3, 0, 3)))
                .as("Redis has not this habit")
                .doesNotContain("former-primary-dead");
        replaced.info(3, "valkey_version", "9.1.0");

        Finding finding = only(replaced, "former-primary-dead");

        assertThat(finding.slots()).isEqualTo(SlotSet.of(7_000));
        assertThat(finding.nodes()).containsExactly(label(0));
        assertThat(finding.next()).contains("CLUSTER FORGET");
    }

    @Test
    void aDeadOwnerThatNobodyReplacedYetIsNamedWithTheSlotsItMayImport() {
        TestCluster dead = cluster().silent(0).flags(0, "master,fail").open(7_000, 1, 0);
        assertThat(codes(dead)).contains("owner-dead-replica").doesNotContain("former-primary-dead");
        dead.info(3, "valkey_version", "9.1.0");

        Finding finding = only(dead, "former-primary-dead");

        assertThat(finding.slots()).isEqualTo(SlotSet.of(7_000));
        assertThat(finding.nodes()).containsExactly(label(0));
        assertThat(finding.next()).as("who owns slots must not be forgotten").contains("No CLUSTER FORGET before");
    }

    @Test
    void withoutAMajorityTheSuspicionOfAllIsEnough() {
        TestCluster dead =
                cluster().silent(0).silent(1).flags(0, "master,fail?").flags(1, "master,fail?");
        dead.open(12_000, 2, 0).info(3, "valkey_version", "9.1.0");

        assertThat(only(dead, "former-primary-dead").nodes()).containsExactly(label(0));
        assertThat(codes(cluster()
                        .silent(0)
                        .flags(0, "master,fail?")
                        .open(12_000, 2, 0)
                        .info(3, "valkey_version", "9.1.0")))
                .as("a majority would have declared it failed")
                .doesNotContain("former-primary-dead");
    }

    private static List<String> codes(TestCluster cluster) {
        return Diagnosis.of(cluster.observations()).stream().map(Finding::code).toList();
    }

    @Test
    void anAddressThatNobodyKnowsIsNamed() {
        List<NodeObservation> observations = new ArrayList<>(cluster().observations());
        observations.add(NodeObservation.unreachable("10.9.9.9:6379", "10.9.9.9:6379 timed out after 2 s"));

        Finding finding = Found.only(Diagnosis.of(observations), "node-unreachable");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.sentence()).startsWith("10.9.9.9:6379 does not answer (timed out after 2 s)");
    }

    @Test
    void aNodeThatTheOthersGaveUpIsFailingAlthoughItAnswers() {
        assertThat(only(cluster().flagsInView(0, 1, "master,fail?"), "node-failing")
                        .severity())
                .isEqualTo(Severity.WARNING);
        Finding declared = only(cluster().flags(1, "master,fail"), "node-failing");
        assertThat(declared.severity()).isEqualTo(Severity.ERROR);
        assertThat(declared.sentence()).contains(label(1), "declared failed by 5 of 6 nodes");
    }

    @Test
    void aHandshakeIsNamedByAddressOnce() {
        TestCluster cluster = cluster()
                .extraLine(0, "1".repeat(40), "127.0.0.1:7099@17099", "handshake")
                .extraLine(1, "2".repeat(40), "127.0.0.1:7099@17099", "handshake");

        assertThat(only(cluster, "node-handshake").nodes()).containsExactly("127.0.0.1:7099");
    }

    @Test
    void aNodeWithoutAddressIsNamedByItsWholeId() {
        TestCluster cluster = cluster();
        for (int observer = 0; observer < 6; observer++) {
            cluster.extraLine(observer, "e".repeat(40), ":0@0", "master,fail,noaddr");
        }

        Finding finding = only(cluster, "node-no-address");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.next()).contains("CLUSTER FORGET " + "e".repeat(40));
        assertThat(finding.nodes()).containsExactly("a node without an address (eeeeeeee)");
    }

    @Test
    void aClusterThatIsDownSaysWhy() {
        Finding finding = only(
                cluster()
                        .slots(0, "1-5460")
                        .clusterInfo(0, "cluster_state", "fail")
                        .clusterInfo(3, "cluster_state", "fail"),
                "cluster-down");

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.nodes()).containsExactly(label(0), label(3));
        assertThat(finding.sentence()).contains("1 slot has no owner");
        assertThat(only(cluster().silent(2).clusterInfo(0, "cluster_state", "fail"), "cluster-down")
                        .sentence())
                .contains(label(2) + " does not answer");
        assertThat(only(
                                cluster()
                                        .clusterInfo(0, "cluster_state", "fail")
                                        .clusterInfo(0, "cluster_slots_fail", "77"),
                                "cluster-down")
                        .sentence())
                .contains("77 of them failed");
    }

    @Test
    void aReplicaOfNobodyIsFound() {
        TestCluster cluster = cluster();
        for (int observer = 0; observer < 6; observer++) {
            cluster.replicaInView(observer, 3, "d".repeat(40));
        }

        assertThat(only(cluster, "replica-of-nothing").nodes()).containsExactly(label(3));
        assertThat(only(cluster, "primary-without-replica").nodes()).containsExactly(label(0));
    }

    @Test
    void aFailedReplicaProtectsNobody() {
        assertThat(only(cluster().silent(3).flags(3, "slave,fail"), "primary-without-replica")
                        .nodes())
                .containsExactly(label(0));
    }

    @Test
    void equalEpochsCollideUnlessNothingIsAtStake() {
        Finding finding = only(cluster().epoch(0, 2), "epoch-collision");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.nodes()).containsExactly(label(0), label(1));
        assertThat(finding.sentence()).contains("epoch 2");
        assertThat(Found.codes(Diagnosis.of(
                        TestCluster.of(2, 0).andPrimary().andPrimary().observations())))
                .doesNotContain("epoch-collision");
    }

    @Test
    void mixedVersionsAreNamed() {
        TestCluster cluster = cluster();
        for (int node = 0; node < 6; node++) {
            cluster.info(node, "redis_version", node < 5 ? "7.0.15" : "6.2.11");
        }

        Finding finding = only(cluster, "versions-mixed");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.sentence()).contains("Redis 7.0.15 on 5 nodes", "Redis 6.2.11 on " + label(5));
    }

    @Test
    void nativeMigrationsAreNamed() {
        Finding finding = only(cluster().nativeMigrations(0, "EXPORT 0-99 replicating"), "native-migration");

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.sentence()).contains(label(0), "EXPORT 0-99 replicating");
    }

    @Test
    void sentencesStayShortWithLongNamesAndManyNodes() {
        TestCluster cluster = TestCluster.of(40, 1);
        for (int node = 0; node < 80; node++) {
            cluster.address(
                            node,
                            "2001:0db8:85a3:0000:0000:8a2e:0370:" + (7000 + node) + ":" + (7000 + node) + "@17000")
                    .clusterInfo(node, "cluster_state", "fail")
                    .info(node, "redis_version", "7." + node + ".0")
                    .missingRights(node, "+a")
                    .nativeMigrations(node, "x".repeat(1000))
                    .epoch(node, 1);
        }
        for (int slot = 0; slot < 100; slot += 2) {
            cluster.open(slot, 0, 1).importing(2, slot, id(0)).importing(3, slot, id(0));
        }
        cluster.slotsInView(5, 7, "1,3,5,7,9,11").silent(39);

        List<Finding> findings = Diagnosis.of(cluster.observations());

        assertThat(findings).hasSizeGreaterThan(5).allSatisfy(Found::sound);
    }

    @Test
    void aNodeThatAnnouncesTheAddressOfAnotherIsNotToBeStarted() {
        TestCluster cluster = cluster();
        String address = cluster.topology().node(id(1)).orElseThrow().address();

        List<Finding> found = Diagnosis.of(cluster.silent(0).address(0, address).observations());

        assertThat(found)
                .filteredOn(finding -> finding.sentence().contains("announces the address of " + label(1)))
                .singleElement()
                .extracting(Finding::next)
                .asString()
                .contains("cluster-announce-port");
    }

    @Test
    void aPrimaryThatCannotWriteToItsDiskRefusesEveryWrite() {
        TestCluster unsaved = cluster().info(1, "rdb_last_bgsave_status", "err").config(1, "save", "3600 1");
        assertThat(only(unsaved, "cannot-persist").nodes()).containsExactly(label(1));

        unsaved.config(1, "stop-writes-on-bgsave-error", "no");
        assertThat(codes(unsaved)).doesNotContain("cannot-persist");
        unsaved.info(1, "aof_last_write_status", "err");
        assertThat(codes(unsaved)).contains("cannot-persist");
    }
}
