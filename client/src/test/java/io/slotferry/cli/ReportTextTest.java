package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTextTest {

    @Test
    void the_end_of_a_run_tells_of_values_that_may_be_older_and_not_of_every_warning() {
        String ending = ending(
                warning("may-be-stale", "a key may be back. Keys: " + "\"k1\", ".repeat(200)),
                warning("primary-without-replica", "B has no replica"));

        assertThat(ending).contains("WARNING  may-be-stale: a key may be back. Keys: \"k1\", ", "next: compare");
        assertThat(ending).doesNotContain("primary-without-replica");
        assertThat(ending.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(600));
    }

    private static String ending(Finding... findings) {
        StringWriter text = new StringWriter();
        ReportText.ending(
                new PrintWriter(text),
                FakeReshard.report(RunState.SUCCEEDED, "done", List.of(), List.of(), List.of(findings)));
        return text.toString();
    }

    private static Finding warning(String code, String sentence) {
        return Finding.of(code, Severity.WARNING, SlotSet.of(7), List.of("a:1"), sentence, "compare");
    }
}
