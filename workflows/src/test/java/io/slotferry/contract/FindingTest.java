package io.slotferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "609                                             | open-slot:609",
                "0-99,101,5562-11022                             | open-slot:0-99,101,5562-11022",
                "0-99,101-5560,5562-11022,11024-16382,16383      | open-slot:0-99,101-5560,5562-11022+5360"
            })
    void an_id_names_three_ranges_and_how_many_slots_follow(String slots, String id) {
        assertThat(finding(SlotSet.parse(slots), List.of("a:1 (0a1b2c3d)")).id())
                .isEqualTo(id);
    }

    @Test
    void an_id_of_nodes_is_one_word_that_needs_no_quotes() {
        List<String> nodes = List.of("10.0.0.1:6379 (0a1b2c3d)", "[fe80::1]:6379 (4e5f6a7b)", "host", "d:4", "e:5");

        assertThat(finding(SlotSet.EMPTY, nodes.subList(0, 1)).id()).isEqualTo("open-slot:10.0.0.1:6379/0a1b2c3d");
        assertThat(finding(SlotSet.EMPTY, nodes).id())
                .isEqualTo("open-slot:10.0.0.1:6379/0a1b2c3d+fe80::1:6379/4e5f6a7b+host+2");
    }

    @Test
    void ids_of_one_report_are_unique_and_stay_as_they_are_when_told_again() {
        SlotSet many = SlotSet.parse("0,2,4,6,8");
        SlotSet others = SlotSet.parse("0,2,4,6,10");
        List<String> nodes = List.of("a:1 (0a1b2c3d)");
        List<Finding> told =
                Finding.told(List.of(finding(many, nodes), finding(others, nodes), finding(others, nodes)));

        assertThat(told).extracting(Finding::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9:,+/-]+"));
        assertThat(Finding.told(told)).isEqualTo(told);
    }

    private static Finding finding(SlotSet slots, List<String> nodes) {
        return Finding.of("open-slot", Finding.Severity.WARNING, slots, nodes, "", "");
    }
}
