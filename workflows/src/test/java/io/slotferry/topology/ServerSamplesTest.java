package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.OpenMark.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLUSTER NODES as real servers print it: a, b, c are primaries on ports 15000 to 15002, d on 15003 is a replica of a. */
class ServerSamplesTest {

    private static final SlotSet FIRST_THIRD = SlotSet.range(0, 5460);

    private static Node at(ClusterView view, int port) {
        return view.nodes().stream().filter(n -> n.port() == port).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1", "redis-7.0-v6"})
    void readsASteadyCluster(String server) {
        ClusterView view = ClusterNodesParser.parse(ServerSamples.read(server, "a-steady"));

        assertThat(view.nodes()).hasSize(4).allMatch(Node::linkUp);
        assertThat(view.myself().port()).isEqualTo(15000);
        assertThat(view.myself().slots()).isEqualTo(FIRST_THIRD);
        assertThat(at(view, 15002).slots()).isEqualTo(SlotSet.range(10923, 16383));
        assertThat(at(view, 15003).primaryId()).isEqualTo(view.myself().id());
        assertThat(at(view, 15003).slots().isEmpty()).isTrue();
        assertThat(at(view, 15001).hostname()).isNull();
        assertThat(at(view, 15002).hostname()).isEqualTo(server.equals("redis-6.2") ? null : "node-c.example");
        assertThat(view.nodes()).extracting(Node::host).containsOnly(server.endsWith("v6") ? "::1" : "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1", "redis-7.0-v6"})
    void readsMarksOnBothEnds(String server) {
        ClusterTopology topology = topology(server, "a-open", "b-open", "c-open", "d-open");
        String a = topology.ownerOf(0).orElseThrow().id();
        String b = topology.ownerOf(6000).orElseThrow().id();

        assertThat(topology.openSlots())
                .containsExactlyInAnyOrder(
                        new OpenSlot(0, a, Direction.MIGRATING, b),
                        new OpenSlot(1, a, Direction.MIGRATING, b),
                        new OpenSlot(2, a, Direction.MIGRATING, b),
                        new OpenSlot(609, a, Direction.MIGRATING, b),
                        new OpenSlot(700, a, Direction.MIGRATING, b),
                        new OpenSlot(6000, a, Direction.IMPORTING, b),
                        new OpenSlot(0, b, Direction.IMPORTING, a),
                        new OpenSlot(1, b, Direction.IMPORTING, a),
                        new OpenSlot(2, b, Direction.IMPORTING, a),
                        new OpenSlot(609, b, Direction.IMPORTING, a));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1"})
    void onlyValkeyRepeatsMarksOnReplicas(String server) {
        ClusterTopology topology = topology(server, "a-open", "b-open", "c-open", "d-open");

        assertThat(topology.replicaMarks()).hasSize(server.startsWith("valkey") ? 6 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1", "redis-7.0-v6"})
    void leavesOutNodesInAHandshake(String server) {
        ClusterTopology topology = topology(server, "a-handshake");

        assertThat(topology.ids()).hasSize(4);
        assertThat(topology.handshakes()).extracting(Node::port).containsExactly(15090);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1", "redis-7.0-v6"})
    void seesAFailedNode(String server) {
        ClusterView view = ClusterNodesParser.parse(ServerSamples.read(server, "a-fail"));

        assertThat(at(view, 15002).flags()).containsExactly(NodeFlag.FAIL);
        assertThat(at(view, 15002).linkUp()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "redis-7.0-v6"})
    void seesASuspectedNode(String server) {
        ClusterView view = ClusterNodesParser.parse(ServerSamples.read(server, "a-pfail"));

        assertThat(at(view, 15002).flags()).containsExactly(NodeFlag.PFAIL);
    }

    @Test
    void aFreshNodeGetsTheAddressAtWhichWeAsked() {
        ClusterTopology topology = topology("valkey-9.1", "fresh");

        assertThat(topology.primaries()).extracting(Node::address).containsExactly("127.0.0.1:15000");
        assertThat(topology.covered().isEmpty()).isTrue();
    }

    private static ClusterTopology topology(String server, String... files) {
        return ClusterTopology.of(ServerSamples.observations(server, files));
    }
}
