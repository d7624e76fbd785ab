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
        assertThat(chosen(TestCluster.of(4, 0).slotsInView(1, 3, ""))).isEqualTo(id(3));
    }

    private static String chosen(TestCluster cluster) {
        ClusterView view = cluster.topology().observation(id(1)).orElseThrow().view();
        return Bystander.of(view, id(0), id(1)).map(Node::id).orElse("");
    }
}
