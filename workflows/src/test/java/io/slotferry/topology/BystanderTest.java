package io.slotferry.topology;

import static io.slotferry.topology.TestCluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BystanderTest {

    @Test
    void onlyAThirdPrimaryThatLivesWillDo() {
        assertThat(chosen(TestCluster.of(2, 1))).isEmpty();
        assertThat(chosen(TestCluster.of(4, 1).flagsInView(1, 2, "master,fail")))
                .isEqualTo(id(3));
    }

    @Test
    void oneWhoseSlotsDoNotChangeIsPreferred() {
        assertThat(chosen(TestCluster.of(4, 0))).isEqualTo(id(2));
        assertThat(chosen(TestCluster.of(4, 0).importing(1, 9000, id(2)))).isEqualTo(id(3));
        assertThat(chosen(TestCluster.of(4, 0).migrating(0, 9, id(2)).slotsInView(1, 2, "")))
                .isEqualTo(id(3));
        assertThat(chosen(TestCluster.of(4, 0).slotsInView(1, 3, ""))).isEqualTo(id(3));
    }

    private static String chosen(TestCluster cluster) {
        ClusterTopology topology = cluster.topology();
        ClusterView source = topology.observation(id(0)).orElseThrow().view();
        ClusterView target = topology.observation(id(1)).orElseThrow().view();
        return Bystander.of(source, target).map(Node::id).orElse("");
    }
}
