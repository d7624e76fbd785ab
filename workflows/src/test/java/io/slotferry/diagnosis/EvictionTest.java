package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.SlotKeys;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Node 0 has 1000 keys of 1 MB each, and 100 of slot 7 go to node 1: 125 MB with what keys take beside their data, and some for clients. */
class EvictionTest {

    private static final long MB = 1_048_576;
    private static final SlotMove MOVE = new SlotMove(SlotSet.of(7), id(0), id(1));

    private final TestCluster cluster = TestCluster.of(3, 0)
            .info(0, "db0", "keys=1000,expires=0")
            .info(0, "used_memory_dataset", "" + 1_000 * MB)
            .info(1, "used_memory", "" + 500 * MB)
            .info(1, "maxmemory_policy", "allkeys-lru");

    @Test
    void slots_wait_for_room_on_a_target_that_evicts() {
        cluster.info(1, "maxmemory", "" + 625 * MB);

        assertThat(parked(MOVE)).singleElement().satisfies(slots -> {
            assertThat(slots.slots()).isEqualTo(SlotSet.of(7));
            assertThat(slots.reason()).contains(label(1), "allkeys-lru");
            assertThat(slots.next()).contains("maxmemory");
        });
    }

    @Test
    void they_go_where_there_is_room_or_nothing_is_thrown_out() {
        cluster.info(1, "maxmemory", "" + 626 * MB);
        assertThat(parked(MOVE)).isEmpty();

        cluster.info(1, "maxmemory", "" + 625 * MB).info(1, "maxmemory_policy", "noeviction");
        assertThat(parked(MOVE)).as("it says OOM, and that is waited for").isEmpty();
    }

    @Test
    void what_fits_goes_and_the_rest_waits() {
        cluster.info(1, "maxmemory", "" + 699 * MB);

        assertThat(parked(MOVE, MOVE)).hasSize(1);
        assertThat(parked(new SlotMove(SlotSet.range(7, 8), id(0), id(1))))
                .singleElement()
                .extracting(ParkedSlots::slots)
                .isEqualTo(SlotSet.of(8));
    }

    @Test
    void keys_of_a_cache_travel() {
        cluster.info(1, "maxmemory", "" + 625 * MB);
        cluster.info(0, "maxmemory", "" + 2_000 * MB).info(0, "maxmemory_policy", "volatile-ttl");

        assertThat(parked(MOVE)).isEmpty();
    }

    private List<ParkedSlots> parked(SlotMove... moves) {
        return Eviction.on(
                cluster.topology(),
                new SlotKeys.Builder().add(id(0), 7, 100).add(id(0), 8, 100).build(),
                List.of(moves));
    }
}
