package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotableTest {

    private static final long NODE_TIMEOUT_MS = 3_000;

    @Test
    void a_replica_whose_link_has_been_down_for_ten_node_timeouts_and_a_ping_is_not_elected() {
        assertThat(is(Map.of("master_link_down_since_seconds", "43"), 10)).isTrue();
        assertThat(is(Map.of("master_link_down_since_seconds", "44"), 10)).isFalse();
    }

    @Test
    void one_that_was_never_in_sync_neither_unless_it_is_about_to_be() {
        assertThat(is(Map.of("master_link_down_since_seconds", "-1"), 10)).isFalse();
        assertThat(is(Map.of("master_sync_in_progress", "1"), 10)).isTrue();
    }

    @Test
    void with_a_factor_of_0_every_one_may_be() {
        assertThat(is(Map.of("master_link_down_since_seconds", "100000"), 0)).isTrue();
        assertThat(is(Map.of("master_link_down_since_seconds", "-1"), 0)).isTrue();
    }

    @Test
    void one_whose_link_is_up_will_be_online() {
        assertThat(is(Map.of("master_link_status", "up"), 10)).isTrue();
    }

    private static boolean is(Map<String, String> fields, long factor) {
        Map<String, String> replication = new HashMap<>(Map.of("master_link_status", "down"));
        replication.putAll(fields);
        return Promotable.is(replication, factor, NODE_TIMEOUT_MS);
    }
}
