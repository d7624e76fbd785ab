package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuccessionTest {

    private static final RunRef REF = new RunRef("prod", "run");

    private final Succession succession = new Succession(Map.of());

    @Test
    void mates_are_the_others_of_the_shard_whoever_was_its_primary_then() {
        Map<String, List<String>> replicas = Map.of("S", List.of("S1", "S2"), "T", List.of("T1"));

        assertThat(Succession.mates(replicas, "S")).containsExactly("S1", "S2");
        assertThat(Succession.mates(replicas, "S1")).containsExactly("S", "S2");
        assertThat(Succession.mates(replicas, "X")).isEmpty();
    }

    @Test
    void steps_go_to_whoever_stands_for_a_node_now() {
        learn("S", "T", new Heirs("S1", "T", "h:1", "h:2", -1));
        learn("S1", "T", new Heirs("S2", "T", "h:3", "h:2", -1));

        assertThat(succession.now("S")).isEqualTo("S2");
        assertThat(succession.now("T")).isEqualTo("T");
    }

    @Test
    void a_node_may_come_back_into_its_own_place() {
        learn("S", "T", new Heirs("S1", "T", "h:1", "h:2", -1));
        learn("S1", "T", new Heirs("S", "T", "h:0", "h:2", -1));

        assertThat(succession.now("S")).isEqualTo("S");
        assertThat(succession.now("S1")).isEqualTo("S");
    }

    /** A source that was failed over and lost its slots to the target follows that one. */
    @Test
    void a_former_source_may_stand_for_the_target() {
        learn("S", "T", new Heirs("S1", "T", "h:1", "h:2", -1));
        learn("S1", "T", new Heirs("S1", "S", "h:1", "h:0", -1));

        assertThat(succession.now("S")).isEqualTo("S1");
        assertThat(succession.now("T")).isEqualTo("S");

        learn("S1", "S", new Heirs("S1", "T", "h:1", "h:2", -1));

        assertThat(succession.now("S")).isEqualTo("S1");
        assertThat(succession.now("T")).isEqualTo("T");
    }

    @Test
    void every_open_wave_tells_what_its_slots_may_have_shown() {
        assertThat(succession.learn(wave("3-4"), new Heirs("S1", "T", "h:1", "h:2", 80), id -> id))
                .singleElement()
                .asString()
                .contains("S was failed over to h:1", "slots 3-4", "at most 80 ms");
        assertThat(succession.learn(wave("9"), new Heirs("S1", "T", "h:1", "h:2", 0), id -> id))
                .singleElement()
                .asString()
                .contains("inherited");
    }

    @Test
    void a_lane_without_open_slots_tells_once() {
        Heirs heirs = new Heirs("S1", "T", "h:1", "h:2", -1);

        assertThat(succession.learn(wave(""), heirs, id -> id)).hasSize(1);
        assertThat(succession.learn(wave(""), heirs, id -> id)).isEmpty();
    }

    private void learn(String from, String to, Heirs heirs) {
        succession.learn(new Wave(REF, 1, from, to, SlotSet.EMPTY), heirs, id -> id);
    }

    private static Wave wave(String slots) {
        return new Wave(REF, 1, "S", "T", SlotSet.parse(slots));
    }
}
