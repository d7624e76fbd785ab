package io.slotferry.cli;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.contract.Report;
import io.slotferry.contract.SlotMove;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A report for a person. */
final class ReportText {

    /** Ranges shown of one set of slots; the JSON output has them all. */
    private static final int RANGES_MAX = 8;

    /** Of a finding at the end of a run, in characters. */
    private static final int SENTENCE_MAX = 500;

    private ReportText() {}

    /** All of it. */
    static void print(PrintWriter out, Report report) {
        head(out, report);
        List<SlotMove> moved = report.inverse().stream().map(SlotMove::reversed).toList();
        if (report.slotsMoved() > 0 && count(moved) < count(report.plan())) {
            moves(out, "planned moves:", report.plan());
            moves(out, "moved:", moved);
        } else {
            moves(out, "moves:", report.plan());
        }
        repairs(out, report.repairs());
        findings(out, report.findings());
        parked(out, report.parked());
        if (report.more() > 0) {
            out.println("and " + report.more() + " more rows");
        }
        out.flush();
    }

    /** What a run that has just begun is going to do. */
    static void plan(PrintWriter out, Report report) {
        moves(out, "moves:", report.plan());
        repairs(out, report.repairs());
        out.flush();
    }

    /** What the operator does not know yet who has followed the run: how it ended, and what needs him. */
    static void ending(PrintWriter out, Report report) {
        head(out, report);
        troubles(out, report);
    }

    /** What speaks against it; for a run that failed, whose sentence is its headline already. */
    static void troubles(PrintWriter out, Report report) {
        findings(
                out,
                report.findings().stream()
                        .filter(finding -> finding.severity() == Severity.ERROR || isAboutValues(finding))
                        .map(ReportText::inShort)
                        .toList());
        parked(out, report.parked());
        out.flush();
    }

    /** Keys that may be gone or show an older value: whoever moved them has to hear of it, warning or not. */
    private static boolean isAboutValues(Finding finding) {
        return finding.code().startsWith("may-be-");
    }

    /** It may name a hundred keys; {@code ./slotferry report} shows them. */
    private static Finding inShort(Finding finding) {
        String sentence = finding.sentence();
        return sentence.length() <= SENTENCE_MAX
                ? finding
                : new Finding(
                        finding.id(),
                        finding.code(),
                        finding.severity(),
                        finding.slots(),
                        finding.nodes(),
                        sentence.substring(0, SENTENCE_MAX) + "...",
                        finding.next());
    }

    private static void head(PrintWriter out, Report report) {
        out.println(report.headline());
        report.notes().forEach(note -> out.println("  " + note));
        if (report.slotsMoved() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  %d %s, %s keys%s in %.1f s%s%n",
                    report.slotsMoved(),
                    report.slotsMoved() == 1 ? "slot" : "slots",
                    ProgressText.grouped(report.keysMoved()),
                    report.bytesMoved() == 0 ? "" : ", " + bytes(report.bytesMoved()),
                    report.seconds(),
                    openTimes(report));
        }
    }

    /** A repair does not know since when its slots were open. */
    private static String openTimes(Report report) {
        return report.openMsMax() == 0
                ? ""
                : "; a slot was open for " + report.openMsP99() + " ms (p99), at most " + report.openMsMax() + " ms";
    }

    /** {@code "1 slot"}, {@code "2 slots"}. */
    static String slots(int count) {
        return count + (count == 1 ? " slot" : " slots");
    }

    private static int count(List<SlotMove> moves) {
        return moves.stream().mapToInt(move -> move.slots().count()).sum();
    }

    private static void moves(PrintWriter out, String title, List<SlotMove> moves) {
        if (!moves.isEmpty()) {
            out.println(title);
        }
        for (SlotMove move : moves) {
            out.println("  " + slots(move.slots().count()) + "  " + node(move.from()) + " -> " + node(move.to()) + "  "
                    + move.slots().shortText(RANGES_MAX));
        }
    }

    private static void repairs(PrintWriter out, List<PlannedRepair> repairs) {
        if (!repairs.isEmpty()) {
            out.println("repairs:");
        }
        for (PlannedRepair repair : repairs) {
            out.println("  " + repair.slots().shortText(RANGES_MAX) + ": " + repair.why());
            for (int i = 0; i < repair.steps().size(); i++) {
                out.println("      " + (i + 1) + ". " + repair.steps().get(i));
            }
            if (!repair.consent().isEmpty()) {
                out.println("      only with --consent " + repair.consent());
            }
        }
    }

    private static void findings(PrintWriter out, List<Finding> findings) {
        if (!findings.isEmpty()) {
            out.println("findings:");
        }
        for (Finding finding : findings) {
            out.println("  " + finding.severity() + "  " + finding.code() + ": " + finding.sentence());
            if (finding.severity() != Severity.INFO) {
                next(out, finding.next());
            }
        }
    }

    private static void parked(PrintWriter out, List<ParkedSlots> parked) {
        if (!parked.isEmpty()) {
            out.println("parked slots:");
        }
        for (ParkedSlots slots : parked) {
            out.println("  " + slots.slots().shortText(RANGES_MAX) + ": " + slots.reason());
            next(out, slots.next());
        }
    }

    private static void next(PrintWriter out, String next) {
        if (!next.isBlank()) {
            out.println("      next: " + next);
        }
    }

    /** Ten characters of a node id are what the servers' own tools make do with, and more than a request needs. */
    private static String node(String id) {
        return id.length() == 40 ? id.substring(0, 10) : id;
    }

    private static String bytes(long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
