package io.slotferry.chaos;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import java.util.List;

/** Which keys the reports of a scenario name as perhaps older than clients left them. */
final class Named {

    private static final String CODE = "may-be-stale";

    private final List<Finding> findings;

    Named(List<Report> reports) {
        findings = reports.stream()
                .flatMap(report -> report.findings().stream())
                .filter(finding -> finding.code().equals(CODE))
                .toList();
    }

    /** By name; or by slot, where a finding has more keys than it may name. */
    boolean names(LedgerKey key) {
        return findings.stream()
                .anyMatch(finding -> finding.sentence().contains("\"" + key.name + "\"")
                        || (finding.sentence().endsWith(" more")
                                && finding.slots().contains(key.slot)));
    }
}
