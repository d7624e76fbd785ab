package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ToldTest {

    private static final Wave WAVE = new Wave(new RunRef("c", "r"), 1, "S", "T", SlotSet.parse("3-6"));
    private static final Heirs OF_SOURCE = new Heirs("S1", "T", "h:1", "h:2", 80);

    private final Told told = new Told();

    @BeforeEach
    void tell() {
        told.add(SlotSet.parse("3-5"));
        told.done(SlotSet.parse("5"));
    }

    @Test
    void slots_the_target_was_told_to_take_are_named_if_it_has_them_not_once_the_source_is_another() {
        told.failedOver(WAVE, OF_SOURCE);

        assertThat(told.judge(null, id -> id)).as("nobody could look").isEmpty();
        assertThat(told.judge(SlotSet.parse("4-6"), id -> id)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("may-be-lost:3");
            assertThat(finding.sentence()).contains("T was told", "S was failed over to h:1");
        });
        assertThat(told.judge(SlotSet.EMPTY, id -> id)).as("said once").isEmpty();
    }

    @Test
    void a_target_that_has_them_has_lost_nothing() {
        told.failedOver(WAVE, OF_SOURCE);

        assertThat(told.judge(SlotSet.parse("3-4"), id -> id)).isEmpty();
    }

    @Test
    void another_target_tells_for_itself() {
        told.failedOver(WAVE, new Heirs("S", "T1", "h:0", "h:3", 0));

        assertThat(told.judge(SlotSet.EMPTY, id -> id)).isEmpty();
    }
}
