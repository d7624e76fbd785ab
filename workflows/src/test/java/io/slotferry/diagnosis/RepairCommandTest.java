package io.slotferry.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.SlotSet;
import org.junit.jupiter.api.Test;

class RepairCommandTest {

    @Test
    void a_command_can_be_copied_however_many_slots_it_is_about() {
        assertThat(Diagnosis.repairCommand(SlotSet.parse("1-3,7,9"))).isEqualTo("./slotferry repair --slots 1-3,7,9");
        assertThat(Diagnosis.repairCommand(SlotSet.parse("1,3,5,7"))).isEqualTo("./slotferry repair");
    }
}
