package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.MissingRight;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 1000 of the 5461 slots of node 0 go to node 1; node 2 is not involved. Nodes 3, 4, 5 are their replicas. */
class PreCheckTest {

    private static final List<SlotMove> MOVES = List.of(new SlotMove(SlotSet.range(0, 999), id(0), id(1)));
    private static final ReshardRequest REQUEST = ReshardRequest.to("prod", "127.0.0.1:7001", "0-999", null);

    private static TestCluster cluster() {
        return TestCluster.of(3, 1);
    }

    private static List<Finding> check(TestCluster cluster, ReshardRequest request, SlotSet adoptable) {
        return PreCheck.of(cluster.topology(), cluster.observations(), request, MOVES, adoptable);
    }

    private static List<Finding> check(TestCluster cluster) {
        return check(cluster, REQUEST, SlotSet.EMPTY);
    }

    private static void refused(TestCluster cluster, String code, String... mentioned) {
        graded(cluster, code, Severity.ERROR, mentioned);
    }

    private static void warned(TestCluster cluster, String code, String... mentioned) {
        graded(cluster, code, Severity.WARNING, mentioned);
    }

    private static void graded(TestCluster cluster, String code, Severity severity, String... mentioned) {
        Finding finding = Found.only(check(cluster), code);
        assertThat(finding.severity()).as(finding.sentence()).isEqualTo(severity);
        assertThat(finding.sentence()).contains(mentioned);
    }

    private static List<String> errors(List<Finding> findings) {
        return Found.codes(findings, Severity.ERROR);
    }

    @Test
    void aHealthyClusterMayGo() {
        List<Finding> findings = check(cluster());

        assertThat(Found.codes(findings)).containsExactly("cluster-size", "full-coverage");
        assertThat(findings).allMatch(finding -> finding.severity() == Severity.INFO);
    }

    @Test
    void aClusterThatIsDownIsRefused() {
        refused(cluster().clusterInfo(5, "cluster_state", "fail"), "cluster-down", label(5));
    }

    @Test
    void silentNodesAreRefusedWhereTheyMatter() {
        refused(cluster().silent(2), "node-unreachable", label(2));
        refused(cluster().silent(3), "node-unreachable", label(3));
        refused(cluster().silent(4), "node-unreachable", label(4));
        warned(cluster().silent(5), "node-unreachable", label(5));
    }

    @Test
    void aDeadNodeThatWasReplacedIsOnlyAWarning() {
        warned(
                cluster()
                        .silent(2)
                        .flags(2, "master,fail")
                        .flags(5, "master")
                        .flagsInView(5, 5, "master")
                        .slots(5, "10922-16383"),
                "node-unreachable",
                label(2));
    }

    @Test
    void aDeadReplicaStopsUsOnlyWhileItsPrimaryCountsOnIt() {
        TestCluster dead = cluster().silent(4).flags(4, "slave,fail");

        warned(dead, "node-unreachable", label(4));
        // A hung replica of Valkey stays online for its primary, and every SETSLOT waits for it.
        refused(
                dead.info(1, "slave0", "ip=127.0.0.1,port=7004,state=online,offset=1,lag=9"),
                "node-unreachable",
                label(4));
    }

    @Test
    void aNodeDeclaredFailedIsRefused() {
        refused(cluster().flags(0, "master,fail"), "node-failing", label(0));
        warned(cluster().flags(5, "slave,fail"), "node-failing", label(5));
    }

    @Test
    void viewsThatDisagreeAreRefused() {
        refused(cluster().slotsInView(5, 1, "5462-10921"), "owner-disagreement", "slot 5461", label(5));
    }

    @Test
    void uncoveredSlotsOnlyStopAMoveOfThem() {
        warned(cluster().slots(2, "10923-16383"), "uncovered-slot", "slot 10922");
        refused(cluster().slots(0, "0-98,100-5460"), "uncovered-slot", "slot 99");
    }

    @Test
    void nativeMigrationsAreRefused() {
        refused(cluster().nativeMigrations(2, "EXPORT 1-5"), "native-migration", label(2), "EXPORT 1-5");
    }

    @Test
    void missingRightsAreRefusedWithTheGrant() {
        TestCluster cluster = cluster()
                .missingRights(0, "+migrate ~*", "+cluster|setslot", "+dump ~*")
                .missingRights(5, "+info");

        Finding finding = Found.only(check(cluster), "missing-rights");

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.nodes()).containsExactly(label(0));
        assertThat(finding.sentence())
                .isEqualTo("User slotferry lacks +migrate ~*, +cluster|setslot, +dump ~* on " + label(0));
        assertThat(finding.next()).isEqualTo("Run there: ACL SETUSER slotferry +migrate ~* +cluster|setslot +dump");
        assertThat(Found.only(check(cluster), "missing-rights-replica").severity())
                .isEqualTo(Severity.WARNING);
    }

    @Test
    void aUserThatIsNotLetInIsRefused() {
        Finding finding = Found.only(check(cluster().missingRights(0, MissingRight.LOGIN)), "missing-rights");

        assertThat(finding.sentence()).isEqualTo(label(0) + " refuses the user slotferry with the configured password");
        assertThat(finding.next()).isEqualTo("Run there: ACL SETUSER slotferry on >PASSWORD");
    }

    @Test
    void functionsHaveToBeTheSame() {
        refused(
                cluster().functions(0, "lib1:aa", "lib2:bb", "lib3:cc").functions(1, "lib1:aa", "lib2:xx", "own:dd"),
                "functions-differ",
                "lib2 (different)",
                "lib3 (missing)");
        assertThat(Found.codes(check(cluster().functions(0, "lib1:aa").functions(1, "lib1:aa", "own:dd"))))
                .doesNotContain("functions-differ");
    }

    @Test
    void replicasOfTheTargetAreLookedAt() {
        warned(cluster().info(4, "master_link_status", "down"), "target-without-replica", label(1), "in sync");
        warned(TestCluster.of(3, 0), "target-without-replica", "no replica:");
        assertThat(Found.codes(check(cluster().info(5, "master_link_status", "down"))))
                .doesNotContain("target-without-replica");
        refused(cluster().config(1, "min-replicas-to-write", "2"), "too-few-replicas", "wants 2", "has 1");
        assertThat(Found.codes(check(cluster().config(1, "min-replicas-to-write", "1"))))
                .doesNotContain("too-few-replicas");
    }

    @Test
    void aNodeThatIsLoadingIsRefused() {
        refused(cluster().info(2, "loading", "1"), "loading", label(2));
        assertThat(Found.codes(check(cluster().info(2, "loading", "0")))).doesNotContain("loading");
    }

    @Test
    void aShortNodeTimeoutIsAWarning() {
        warned(cluster().config(0, "cluster-node-timeout", "999"), "node-timeout", label(0));
        assertThat(Found.codes(check(cluster().config(0, "cluster-node-timeout", "1000"))))
                .doesNotContain("node-timeout");
    }

    @Test
    void nodesThatWriteNothingToDiskAreMentioned() {
        graded(cluster().config(0, "save", "").info(0, "aof_enabled", "0"), "no-persistence", Severity.INFO, label(0));
        assertThat(Found.codes(check(cluster().config(0, "save", "").info(0, "aof_enabled", "1"))))
                .doesNotContain("no-persistence");
        assertThat(Found.codes(check(cluster().config(0, "save", "3600 1").info(0, "aof_enabled", "0"))))
                .doesNotContain("no-persistence");
    }

    @Test
    void anEpochCollisionStopsOnlyTheNodesThatMove() {
        refused(cluster().epoch(0, 2), "epoch-collision", label(0), label(1));
        warned(cluster().andPrimary().epoch(6, 3), "epoch-collision", label(2));
    }

    @Test
    void theEstimateKnowsThePace() {
        ReshardRequest quick = ReshardRequest.to("prod", "x", "0-999", null);
        assertThat(Found.sound(Estimate.of(quick, 1_000, 1_000_000, List.of(label(2))))
                        .sentence())
                .contains("1000000 keys in 1000 slots", "50000 keys a second", "about 20 s");

        ReshardRequest slow = new ReshardRequest(
                "prod",
                "x",
                "0-999",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new PaceLimits(null, null, null, null, 1000L, null, List.of()),
                null,
                null,
                null,
                List.of());
        assertThat(Estimate.of(slow, 1_000, 1_000_000, List.of()).sentence())
                .contains("1000 keys a second", "about 17 min");
    }

    @Test
    void everythingIsReportedAtOnce() {
        List<Finding> findings = check(cluster()
                .clusterInfo(0, "cluster_state", "fail")
                .silent(3)
                .open(609, 0, 2)
                .missingRights(2, "+migrate")
                .nativeMigrations(1, "IMPORT 5-6"));

        assertThat(errors(findings))
                .containsExactly("cluster-down", "missing-rights", "native-migration", "node-unreachable", "open-slot");
        assertThat(findings).allSatisfy(Found::sound);
    }

    @Test
    void anEmptyPlanIsChecked() {
        TestCluster cluster = cluster();

        List<Finding> findings =
                PreCheck.of(cluster.topology(), cluster.observations(), REQUEST, List.of(), SlotSet.EMPTY);

        assertThat(Found.codes(findings)).isEqualTo(Found.ALWAYS);
    }
}
