package io.slotferry.repair;

import static io.slotferry.topology.TestCluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.SlotKeys;
import io.slotferry.topology.TestCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotStatesTest {

    /** Node 0 gives slot 609 to node 1, which names node 2: a target that was about to take it does that, and so may anybody. */
    private static SlotState slot(long keysAtSource) {
        TestCluster cluster = TestCluster.of(3, 0)
                .info(1, "valkey_version", "9.1.2")
                .migrating(0, 609, id(1))
                .importing(1, 609, id(2));
        SlotKeys.Builder keys = new SlotKeys.Builder();
        keys.add(id(0), 609, keysAtSource);
        keys.add(id(1), 609, 20);
        return SlotStates.of(cluster.topology(), keys.build(), SlotSet.of(609)).get(0);
    }

    @Test
    void a_target_that_takes_the_slot_means_its_owner_whomever_it_names() {
        assertThat(slot(0).importing()).isEqualTo(Map.of(id(1), id(0)));
    }

    @Test
    void an_importer_that_only_echoes_the_owner_has_begun_no_move() {
        TestCluster cluster = TestCluster.of(3, 0).importing(1, 609, id(0));
        SlotKeys keys =
                new SlotKeys.Builder().add(id(0), 609, 40).add(id(1), 609, 1).build();

        assertThat(next(cluster, keys)).isEqualTo(Row.FORWARD);
        assertThat(next(cluster, keys.withEchoes(Map.of(id(1), SlotSet.of(609)))))
                .isEqualTo(Row.GATHERED);
    }

    private static Row next(TestCluster cluster, SlotKeys keys) {
        SlotState slot =
                SlotStates.of(cluster.topology(), keys, SlotSet.of(609)).get(0);
        return SlotRepair.next(slot, Cast.of(cluster.topology(), keys), false, false)
                .row();
    }

    /** It would take the slot as soon as a slot of the named node changes hands, and the owner would delete its keys: see Strays. */
    @Test
    void while_the_owner_holds_keys_the_name_is_what_it_says() {
        assertThat(slot(20).importing()).isEqualTo(Map.of(id(1), id(2)));
    }
}
