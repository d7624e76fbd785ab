package io.slotferry.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import java.util.List;

/** Asks a list of findings. */
final class Found {

    /** What every healthy cluster without configuration shows. */
    static final List<String> ALWAYS = List.of("cluster-size", "full-coverage");

    private Found() {}

    static Finding only(List<Finding> findings, String code) {
        List<Finding> matching =
                findings.stream().filter(f -> f.code().equals(code)).toList();
        assertThat(matching)
                .as("findings with code %s in %s", code, codes(findings))
                .hasSize(1);
        return sound(matching.get(0));
    }

    static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    static List<String> codes(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(f -> f.severity() == severity)
                .map(Finding::code)
                .toList();
    }

    static Finding sound(Finding finding) {
        assertThat(finding.sentence()).hasSizeBetween(20, 300).doesNotContain("null", "{", "Optional");
        assertThat(finding.next()).hasSizeBetween(5, 300).doesNotContain("null", "{", "Optional");
        return finding;
    }
}
