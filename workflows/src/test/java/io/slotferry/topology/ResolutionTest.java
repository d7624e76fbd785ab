package io.slotferry.topology;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolutionTest {

    private static final TestCluster CLUSTER = TestCluster.of(3, 1).address(1, "127.0.0.1:7001@17001,Node-B.example");

    private static Node resolved(TestCluster cluster, String name) {
        Resolution resolution = cluster.topology().resolve(name);
        assertThat(resolution.problem()).isNull();
        assertThat(resolution.node()).isNotNull();
        return resolution.node();
    }

    @ParameterizedTest
    @CsvSource({
        "a0000001, 1",
        "A0000001, 1",
        "a000000100000000, 1",
        "127.0.0.1:7001, 1",
        "' 127.0.0.1:7001 ', 1",
        "node-b.example:7001, 1",
        "127.0.0.1:7002, 2"
    })
    void findsPrimaries(String name, int node) {
        Resolution resolution = CLUSTER.topology().resolve(name);

        assertThat(resolution.node()).isNotNull().extracting(Node::id).isEqualTo(id(node));
        assertThat(resolution.note()).isNull();
        assertThat(resolution.problem()).isNull();
    }

    @Test
    void findsAFullId() {
        assertThat(resolved(CLUSTER, id(2)).id()).isEqualTo(id(2));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:7004", "a0000004"})
    void aReplicaMeansItsPrimaryAndSaysSo(String name) {
        Resolution resolution = CLUSTER.topology().resolve(name);

        assertThat(resolution.node()).isNotNull().extracting(Node::id).isEqualTo(id(1));
        assertThat(resolution.note()).isEqualTo("127.0.0.1:7004 is a replica of 127.0.0.1:7001; the primary is meant");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9999, 127.0.0.1:9999",
        "a000000, too short",
        "a000000f, a000000f",
        "node-b.example, node-b.example",
        "'', neither",
        "'; DROP TABLE', DROP TABLE"
    })
    void refusesWithANameAndTheKnownPrimaries(String name, String mentioned) {
        Resolution resolution = CLUSTER.topology().resolve(name);

        assertThat(resolution.node()).isNull();
        assertThat(resolution.problem())
                .contains(mentioned)
                .contains("127.0.0.1:7000 (a0000000)")
                .contains("127.0.0.1:7002 (a0000002)")
                .hasSizeLessThanOrEqualTo(300);
    }

    @Test
    void anAmbiguousPrefixIsRefused() {
        // Given: two nodes whose ids share their first 9 characters
        String twin = id(1).substring(0, 9) + "f".repeat(31);
        TestCluster cluster = TestCluster.of(2, 0).extraLine(0, twin, "127.0.0.1:7050@17050", "master");

        Resolution resolution = cluster.topology().resolve("a0000001");

        assertThat(resolution.problem()).contains("several", label(1), "127.0.0.1:7050");
        assertThat(resolved(cluster, id(1)).id()).isEqualTo(id(1));
    }

    @Test
    void anAddressMeansTheNodeThatAnswersThere() {
        // Given: node 1 was restarted with a new id; its old id lingers at the same address
        TestCluster cluster = TestCluster.of(2, 0).extraLine(0, "b".repeat(40), "127.0.0.1:7001@17001", "master,fail");

        assertThat(resolved(cluster, "127.0.0.1:7001").id()).isEqualTo(id(1));
    }

    @Test
    void findsIpv6WithAndWithoutBrackets() {
        TestCluster cluster = TestCluster.of(2, 0).address(1, "::1:7001@17001");

        assertThat(resolved(cluster, "[::1]:7001").id()).isEqualTo(id(1));
        assertThat(resolved(cluster, "::1:7001").id()).isEqualTo(id(1));
    }

    @Test
    void findsANodeByTheAddressAtWhichWeReachIt() {
        // Given: the cluster announces an inner address, the worker asks at another one
        TestCluster cluster = TestCluster.of(2, 0).address(1, "10.1.2.3:6379@16379");

        assertThat(resolved(cluster, "127.0.0.1:7001").id()).isEqualTo(id(1));
        assertThat(resolved(cluster, "10.1.2.3:6379").id()).isEqualTo(id(1));
    }

    @Test
    void aReplicaOfNobodyIsRefused() {
        TestCluster cluster = TestCluster.of(2, 1).replicaInView(3, 3, "c".repeat(40));

        Resolution resolution = cluster.topology().resolve("127.0.0.1:7003");

        assertThat(resolution.problem()).contains("127.0.0.1:7003", "replica of a node that nobody knows");
    }

    @Test
    void sentencesStayShortInABigClusterWithLongNames() {
        ClusterTopology topology = TestCluster.of(50, 0).topology();
        for (String name : List.of("x".repeat(5000), "y".repeat(200) + ":7000", "f".repeat(40))) {
            assertThat(topology.resolve(name).problem()).hasSizeBetween(50, 300);
        }
    }
}
