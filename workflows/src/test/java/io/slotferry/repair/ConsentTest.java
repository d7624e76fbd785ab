package io.slotferry.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {

    private static final List<String> A = List.of("10.0.0.1:6379 (0a1b2c3d)");
    private static final List<String> B = List.of("10.0.0.2:6379 (4e5f6a7b)");

    @ParameterizedTest(name = "{0} covers {1}: {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "owner-dead:0-5460 owner-dead:0-5460 true",
                "owner-dead:0-5460 owner-dead:0-608,610-5460 true",
                "owner-dead:0-5460 owner-dead:0,2,4,6,8,10 true",
                "owner-dead:0-608,610-5460 owner-dead:0-5460 false",
                "owner-dead:0-5460 owner-dead:5460-5461 false",
                "owner-dead:0-5460 uncovered-slot:0-5460 false",
                "owner-dead:0-99999 owner-dead:0-5460 false",
                "owner-dead owner-dead:0-5460 false",
                "owner-dead: owner-dead:0-5460 false",
                "owner-dead:0-9,,11 owner-dead:0-5 false"
            })
    void more_includes_less_and_never_the_reverse(String id, String found, boolean covered) {
        String[] parts = found.split(":");

        assertThat(Consent.of(id).covers(finding(parts[0], parts[1], A))).isEqualTo(covered);
    }

    @Test
    void who_named_too_little_can_be_told_what_there_is() {
        Finding more = finding("owner-dead", "0-5460", A);

        assertThat(Consent.of("owner-dead:0-608").meets(more)).isTrue();
        assertThat(Consent.of("owner-dead:5461").meets(more)).isFalse();
        assertThat(Consent.of("uncovered-slot:0-608").meets(more)).isFalse();
    }

    @Test
    void an_id_that_does_not_name_all_slots_means_its_own_finding_only() {
        Finding many = finding("uncovered-slot", "0,2,4,6-9", A);
        Consent consent = Consent.of(many.id());

        assertThat(many.id()).isEqualTo("uncovered-slot:0,2,4+4");
        assertThat(consent.covers(many)).isTrue();
        assertThat(consent.covers(finding("uncovered-slot", "0,2,4,6-8", A))).isFalse();
        assertThat(consent.covers(finding("uncovered-slot", "0,2,4", A))).isFalse();
        assertThat(Consent.of("uncovered-slot:0,2,4,6-9").covers(many)).isTrue();
    }

    /** Two findings about the same slots: the second one's id names its nodes. */
    @Test
    void nodes_in_an_id_have_to_be_the_same() {
        List<Finding> two = Finding.told(List.of(finding("two-owners", "0-9", A), finding("two-owners", "0-9", B)));
        Consent first = Consent.of(two.get(0).id());
        Consent second = Consent.of(two.get(1).id());

        assertThat(second.id()).isEqualTo("two-owners:0-9:10.0.0.2:6379/4e5f6a7b");
        assertThat(two).extracting(first::covers).containsExactly(true, false);
        assertThat(two).extracting(second::covers).containsExactly(false, true);
        assertThat(second.covers(finding("two-owners", "0-8", B))).isTrue();
        assertThat(second.covers(finding("two-owners", "0-8", A))).isFalse();
    }

    @Test
    void a_number_in_an_id_means_its_own_finding_only() {
        List<Finding> three = Finding.told(List.of(
                finding("two-owners", "0-9", A), finding("two-owners", "0-9", A), finding("two-owners", "0-9", A)));
        Consent third = Consent.of(three.get(2).id());

        assertThat(third.id()).isEqualTo("two-owners:0-9:2");
        assertThat(three).extracting(third::covers).containsExactly(false, false, true);
    }

    private static Finding finding(String code, String slots, List<String> nodes) {
        return Finding.of(code, Finding.Severity.ERROR, SlotSet.parse(slots), nodes, "", "");
    }
}
