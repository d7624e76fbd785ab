package io.slotferry.topology;

import static io.slotferry.topology.TestCluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterTopologyTest {

    private static final SlotSet ALL = SlotSet.range(0, SlotRange.SLOT_COUNT - 1);

    @Test
    void mergesASoundCluster() {
        ClusterTopology topology = TestCluster.of(3, 1).topology();

        assertThat(topology.primaries()).extracting(Node::id).containsExactly(id(0), id(1), id(2));
        assertThat(topology.replicas()).extracting(Node::id).containsExactly(id(3), id(4), id(5));
        assertThat(topology.ids()).containsExactly(id(0), id(1), id(2), id(3), id(4), id(5));
        assertThat(topology.smallestId()).isEqualTo(id(0));
        assertThat(topology.covered()).isEqualTo(ALL);
        assertThat(topology.slotsOf(id(1))).isEqualTo(SlotSet.range(5461, 10921));
        assertThat(topology.ownerOf(5461).map(Node::id)).contains(id(1));
        assertThat(topology.replicasOf(id(1))).extracting(Node::id).containsExactly(id(4));
        assertThat(topology.primaryOf(topology.node(id(4)).orElseThrow()).id()).isEqualTo(id(1));
        assertThat(topology.openSlots()).isEmpty();
        assertThat(topology.strangers()).isEmpty();
    }

    @Test
    void aNodeIsWhatItSaysOfItself() {
        // Given: node 1 knows of a slot that the others still see on node 0
        ClusterTopology topology = TestCluster.of(3, 0)
                .slotsInView(1, 1, "0,5461-10921")
                .slotsInView(1, 0, "1-5460")
                .slotsInView(0, 0, "1-5460")
                .topology();

        assertThat(topology.ownerOf(0).map(Node::id)).contains(id(1));
        assertThat(topology.slotsOf(id(0)).contains(0)).isFalse();
    }

    @Test
    void ofTwoClaimsTheHigherEpochWins() {
        TestCluster cluster = TestCluster.of(3, 0).slotsInView(2, 2, "0,10922-16383");

        assertThat(cluster.topology().ownerOf(0).map(Node::id)).contains(id(2));
        assertThat(cluster.epoch(0, 9).topology().ownerOf(0).map(Node::id)).contains(id(0));
        assertThat(cluster.topology().slotsOf(id(2)).contains(0)).isFalse();
    }

    @Test
    void whatOthersSayDoesNotMakeAnAnsweringNodeAnOwner() {
        // Given: node 0 has let go of slot 0, the others have not heard of it
        ClusterTopology topology =
                TestCluster.of(3, 0).slotsInView(0, 0, "1-5460").topology();

        assertThat(topology.ownerOf(0)).isEmpty();
        assertThat(topology.covered()).isEqualTo(ALL.minus(SlotSet.of(0)));
    }

    @Test
    void aSilentPrimaryHasWhatMostOthersSay() {
        // Given: two of three say that node 0 has slot 5000, only one says 5001
        ClusterTopology topology = TestCluster.of(4, 0)
                .silent(0)
                .slotsInView(1, 0, "0-4095,5000")
                .slotsInView(2, 0, "0-4095,5000,5001")
                .slots(3, "12288-16383")
                .slotsInView(1, 1, "4096-4999,5002-8191")
                .topology();

        assertThat(topology.slotsOf(id(0))).isEqualTo(SlotSet.parse("0-4095,5000"));
        assertThat(topology.ownerOf(5001)).isEmpty();
        assertThat(topology.observation(id(0)).orElseThrow().error()).isEqualTo("connection refused");
        assertThat(topology.answered(id(0))).isFalse();
    }

    @Test
    void halfOfTheOthersIsNoMajority() {
        ClusterTopology topology =
                TestCluster.of(3, 0).silent(0).slotsInView(1, 0, "1-5460").topology();

        assertThat(topology.slotsOf(id(0))).isEqualTo(SlotSet.range(1, 5460));
    }

    @Test
    void aSilentNodeIsWhatMostOthersSay() {
        // Given: node 2 died; two views already have it failed, one still sees a replica
        ClusterTopology topology = TestCluster.of(4, 0)
                .silent(2)
                .flagsInView(0, 2, "master,fail")
                .flagsInView(1, 2, "master")
                .replicaInView(3, 2, id(0))
                .topology();

        Node dead = topology.node(id(2)).orElseThrow();

        assertThat(dead.primary()).isTrue();
        assertThat(dead.has(NodeFlag.FAIL)).isTrue();
        assertThat(dead.myself()).isFalse();
        assertThat(topology.flaggedBy(id(2), NodeFlag.FAIL)).containsExactly(id(0));
    }

    @Test
    void aFailedPrimaryLosesToTheReplicaThatTookItsPlace() {
        ClusterTopology topology = TestCluster.of(2, 1)
                .silent(0)
                .flags(0, "master,fail")
                .flags(2, "master")
                .flagsInView(2, 2, "master")
                .epoch(2, 9)
                .slots(2, "0-8191")
                .topology();

        assertThat(topology.ownerOf(0).map(Node::id)).contains(id(2));
        assertThat(topology.slotsOf(id(0)).isEmpty()).isTrue();
    }

    @Test
    void keepsWhoSaysWhat() {
        ClusterTopology topology = TestCluster.of(3, 0)
                .slotsInView(2, 0, "1-5460")
                .slotsInView(2, 1, "0,5461-10921")
                .topology();

        int[] mine = topology.ownersAccordingTo(id(0));
        int[] his = topology.ownersAccordingTo(id(2));

        assertThat(topology.ids().get(mine[0])).isEqualTo(id(0));
        assertThat(topology.ids().get(his[0])).isEqualTo(id(1));
        assertThat(his[16383]).isEqualTo(mine[16383]);
        assertThat(topology.ownersAccordingTo("nobody")).containsOnly(-1);
    }

    @Test
    void marksOfReplicasAreKeptApart() {
        ClusterTopology topology =
                TestCluster.of(2, 1).migrating(2, 7, id(1)).open(8, 0, 1).topology();

        assertThat(topology.openSlots()).extracting(OpenSlot::slot).containsExactly(8, 8);
        assertThat(topology.replicaMarks()).extracting(OpenSlot::slot).containsExactly(7);
    }

    @Test
    void aMarkWithTheNameOfTheBystanderMeansTheSourceOnTheReplicasToo() {
        // Given: 0 gives slot 7 to 1, which names 2 in the moment it takes it, and its replica 4 repeats that
        TestCluster cluster = TestCluster.of(3, 1)
                .migrating(0, 7, id(1))
                .importing(1, 7, id(2))
                .importing(4, 7, id(2));

        assertThat(peersOfImports(cluster.topology())).containsExactly(id(2), id(2));
        for (int node : List.of(1, 4)) {
            cluster.info(node, "valkey_version", "8.0.0");
        }
        assertThat(peersOfImports(cluster.topology())).containsExactly(id(0), id(0));
    }

    private static List<String> peersOfImports(ClusterTopology topology) {
        return Stream.concat(topology.openSlots().stream(), topology.replicaMarks().stream())
                .filter(mark -> !mark.migrating())
                .map(OpenSlot::peerId)
                .toList();
    }

    @Test
    void aReplicaOfAReplicaBelongsToTheShard() {
        ClusterTopology topology = TestCluster.of(2, 2).replicaOf(4, 2).topology();

        assertThat(topology.replicasOf(id(0))).extracting(Node::id).containsExactly(id(2), id(4));
    }

    @Test
    void replicasInACircleHaveNoPrimary() {
        ClusterTopology topology =
                TestCluster.of(2, 1).replicaOf(2, 3).replicaOf(3, 2).topology();

        assertThat(topology.findPrimaryOf(topology.node(id(2)).orElseThrow())).isEmpty();
        assertThatThrownBy(() -> topology.primaryOf(topology.node(id(2)).orElseThrow()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("127.0.0.1:7002");
    }

    @Test
    void leavesHandshakesOutButKnowsThem() {
        ClusterTopology topology = TestCluster.of(2, 0)
                .extraLine(0, "0".repeat(40), "127.0.0.1:7099@17099", "handshake")
                .topology();

        assertThat(topology.ids()).containsExactly(id(0), id(1));
        assertThat(topology.handshakes()).extracting(Node::address).containsExactly("127.0.0.1:7099");
    }

    @Test
    void placesSilentNodesByAddressAndKeepsStrangers() {
        List<NodeObservation> observations =
                new ArrayList<>(TestCluster.of(2, 0).silent(1).observations());
        observations.add(NodeObservation.unreachable("10.0.0.9:7000", "timed out"));

        ClusterTopology topology = ClusterTopology.of(observations);

        assertThat(topology.observation(id(1)).orElseThrow().error()).isEqualTo("connection refused");
        assertThat(topology.strangers()).extracting(NodeObservation::address).containsExactly("10.0.0.9:7000");
    }

    @Test
    void withoutAnyAnswerThereIsNothing() {
        ClusterTopology topology = ClusterTopology.of(List.of(NodeObservation.unreachable("a:1", "refused")));

        assertThat(topology.primaries()).isEmpty();
        assertThat(topology.covered().isEmpty()).isTrue();
        assertThatThrownBy(topology::smallestId).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void handlesAHundredNodesWithSlotsInPieces() {
        // Given: 100 primaries; node i owns every slot s with s % 100 == i, so no two neighbours share an owner
        TestCluster cluster = TestCluster.of(100, 0);
        for (int node = 0; node < 100; node++) {
            StringBuilder slots = new StringBuilder();
            for (int slot = node; slot < SlotRange.SLOT_COUNT; slot += 100) {
                slots.append(slot).append(',');
            }
            cluster.slots(node, slots.toString());
        }

        ClusterTopology topology = cluster.topology();

        assertThat(topology.covered()).isEqualTo(ALL);
        for (String observer : topology.observers()) {
            assertThat(topology.ownersAccordingTo(observer)).isEqualTo(topology.owners());
        }
    }
}
