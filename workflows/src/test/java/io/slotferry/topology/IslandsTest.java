package io.slotferry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IslandsTest {

    @Test
    void a_cluster_is_one() {
        assertThat(Islands.owners(TestCluster.of(3, 1).topology())).hasSize(1);
    }

    @Test
    void nodes_of_which_none_knows_one_of_the_others_are_two() {
        TestCluster two = TestCluster.of(4, 0);
        for (int here : List.of(0, 1)) {
            for (int there : List.of(2, 3)) {
                two.forgets(here, there).forgets(there, here);
            }
        }

        assertThat(Islands.owners(two.topology()))
                .extracting(Node::id)
                .containsExactly(TestCluster.id(0), TestCluster.id(2));
    }

    @Test
    void a_node_that_all_others_have_forgotten_and_that_knows_one_belongs_to_them() {
        TestCluster cluster = TestCluster.of(3, 0);
        cluster.forgets(0, 2).forgets(1, 2).forgets(2, 1);

        assertThat(Islands.owners(cluster.topology())).hasSize(1);
    }

    @Test
    void a_lonely_node_without_slots_is_no_second_cluster() {
        TestCluster cluster = TestCluster.of(2, 0).andPrimary();
        for (int other : List.of(0, 1)) {
            cluster.forgets(other, 2).forgets(2, other);
        }

        assertThat(Islands.owners(cluster.topology())).hasSize(1);
    }
}
