package io.slotferry.chaos;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import java.util.List;

/** Which keys the reports of a scenario name as perhaps older than clients left them, and which slots as perhaps without some of their keys. */
final class Named {

    private static final String STALE = "may-be-stale";
    private static final String LOST = "may-be-lost";

    /** Two values of one key, both kept: once clients delete the one they see they see the other. */
    private static final String CONFLICT = "conflicting-key";

    private final List<Finding> findings;
    private final List<Finding> losses;
    private final List<Finding> conflicts;

    Named(List<Report> reports) {
        findings = with(STALE, reports);
        losses = with(LOST, reports);
        conflicts = with(CONFLICT, reports);
    }

    private static List<Finding> with(String code, List<Report> reports) {
        return reports.stream()
                .flatMap(report -> report.findings().stream())
                .filter(finding -> finding.code().equals(code))
                .toList();
    }

    /** Its target hung while it was told to take the slot, and the source was failed over meanwhile. */
    boolean namesAsLost(LedgerKey key) {
        return losses.stream().anyMatch(finding -> finding.slots().contains(key.slot));
    }

    /** By name; or by slot, where a finding has more keys than it may name. */
    boolean names(LedgerKey key) {
        return conflicts.stream().anyMatch(finding -> finding.sentence().contains("\"" + key.name + "\""))
                || findings.stream()
                        .anyMatch(finding -> finding.sentence().contains("\"" + key.name + "\"")
                                || (finding.sentence().endsWith(" more")
                                        && finding.slots().contains(key.slot)));
    }
}
