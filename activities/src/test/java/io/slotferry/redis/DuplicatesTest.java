package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.repair.RepairAct;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {

    @ParameterizedTest(name = "{0}: {1} ms on a, {2} ms on b")
    @CsvSource({
        // The repair replaces b's copy: what lives longer there would be lost.
        "FORWARD a b, 1000, 1000, false",
        "FORWARD a b, 1000, 61000, false",
        "FORWARD a b, 1000, 61001, true",
        "FORWARD a b, 1000, -1, true",
        "FORWARD a b, -1, 1000, false",
        "FORWARD a b, -1, -1, false",
        "FORWARD b a, -1, 1000, true",
        "FORWARD b a, 1000, -1, false",
        // The owner's copy stays.
        "GATHER a b, 1000, -1, false",
        "GATHER b a, 1000, -1, false",
        // Nothing says which one would be replaced.
        "FORWARD a c, 1000, -1, true",
        "FORWARD a c, -1, 1000, true",
        "FORWARD a c, 1000, 2000, false"
    })
    void lifetimes_are_judged_as_the_repair_judges_them(String act, long ends, long otherEnds, boolean conflict) {
        String[] words = act.split(" ");
        List<RepairAct> moving = List.of(new RepairAct(RepairAct.Kind.valueOf(words[0]), words[1], words[2]));

        assertThat(Duplicates.conflict(moving, "a", "b", new Reply(ends, null), new Reply(otherEnds, null)))
                .isEqualTo(conflict);
    }

    @Test
    void copies_with_another_lifetime_are_a_conflict_and_say_so() {
        Duplicates pair = new Duplicates("a:1 (0a)", "b:2 (0b)");
        pair.equal(7);
        pair.longer(8, "\"k\"");

        List<Finding> findings = pair.findings();

        assertThat(findings).extracting(Finding::id).containsExactly("duplicate-keys:7", "conflicting-key:8");
        assertThat(findings.get(1).sentence())
                .isEqualTo(
                        "\"k\" has the same value, but not the same time to live (PTTL), on a:1 (0a) and on b:2 (0b);"
                                + " nobody can tell which one is right");
    }

    @Test
    void both_kinds_of_conflict_are_one_finding() {
        Duplicates pair = new Duplicates("a:1 (0a)", "b:2 (0b)");
        pair.different(8, "\"k\"");
        pair.longer(9, "\"l\"");
        pair.longer(9, "\"m\"");

        assertThat(pair.findings()).extracting(Finding::id).containsExactly("conflicting-key:8-9");
        assertThat(pair.findings().get(0).sentence())
                .isEqualTo(
                        "Different values on a:1 (0a) and on b:2 (0b) for \"k\"; \"l\", \"m\" have the same value, but"
                                + " not the same time to live (PTTL), on both; nobody can tell which one is right");
    }
}
