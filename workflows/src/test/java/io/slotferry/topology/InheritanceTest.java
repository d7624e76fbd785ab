package io.slotferry.topology;

import static io.slotferry.topology.TestCluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Node 0 is dead; 3 and 6 follow it. */
class InheritanceTest {

    private final TestCluster cluster =
            TestCluster.of(3, 1).andReplicaOf(0).silent(0).flags(0, "master,fail");

    @Test
    void of_one_history_the_one_that_has_most() {
        replica(3, 4, "old", 100);
        replica(6, 4, "old", 200);

        assertThat(heirs()).containsExactly(id(6), id(3));
    }

    @Test
    void one_that_was_never_linked_is_last_whatever_its_offset() {
        replica(3, 2, "mine", 1_567);
        replica(6, -1, "other", 85_803);

        assertThat(heirs()).containsExactly(id(3), id(6));
        assertThat(doubtful(6)).isTrue();
        assertThat(doubtful(3)).isFalse();
    }

    @Test
    void one_that_was_started_again_with_the_history_of_the_others_counts_by_what_it_has() {
        replica(3, 7_200, "mine", 100);
        replica(6, -1, "mine", 200);

        assertThat(heirs()).containsExactly(id(6), id(3));
        assertThat(doubtful(6)).isFalse();
    }

    @Test
    void one_with_the_history_of_another_primary_is_last() {
        // Redis 6.2 goes on counting since the link to the former one.
        replica(3, 2, "mine", 1_567);
        replica(6, 1, "of-1", 85_803);
        cluster.info(1, "master_replid", "of-1");

        assertThat(heirs()).containsExactly(id(3), id(6));
        assertThat(doubtful(6)).isTrue();
    }

    @Test
    void of_two_histories_the_one_that_was_linked_last() {
        replica(3, 2, "mine", 1_567);
        replica(6, 9, "of-one-that-is-gone", 85_803);

        assertThat(heirs()).containsExactly(id(3), id(6));
    }

    @Test
    void one_that_is_linked_still_is_no_doubt() {
        assertThat(doubtful(3)).isFalse();
    }

    private void replica(int node, int downSince, String replicationId, long offset) {
        cluster.info(node, "master_link_status", "down");
        cluster.info(node, "master_link_down_since_seconds", "" + downSince);
        cluster.info(node, "master_replid", replicationId);
        cluster.info(node, "slave_repl_offset", "" + offset);
    }

    private List<String> heirs() {
        return new Inheritance(cluster.topology()).heirs(id(0));
    }

    private boolean doubtful(int node) {
        return new Inheritance(cluster.topology()).doubtful(id(node));
    }
}
