package io.slotferry.bench.repair;

import io.slotferry.lab.ServerBinary;
import java.util.List;
import java.util.Locale;

/** Outcomes as a Markdown table, which is readable on a terminal too. Each row stands by itself: a long run that is cut off leaves what it has. */
final class RepairTable {

    private static final String ROW = "| %-34s | %8s | %-16s | %7s | %9s | %11s | %9s | %7s |%n";

    private final ServerBinary binary;

    RepairTable(ServerBinary binary) {
        this.binary = binary;
    }

    String row(String scenario, String healer, int delayMs, List<Outcome> outcomes) {
        long healed = outcomes.stream().filter(Outcome::healed).count();
        return String.format(
                Locale.ROOT,
                ROW,
                scenario,
                delayMs,
                healer,
                healed + "/" + outcomes.size(),
                outcomes.stream().mapToInt(Outcome::lost).sum(),
                outcomes.stream().mapToInt(Outcome::unreachable).sum(),
                outcomes.stream().mapToLong(Outcome::wrongNil).sum(),
                String.format(Locale.ROOT, "%.2f", median(outcomes)));
    }

    private static double median(List<Outcome> outcomes) {
        List<Double> seconds = outcomes.stream().map(Outcome::seconds).sorted().toList();
        return seconds.get(seconds.size() / 2);
    }

    String head() {
        String head = String.format(
                ROW, "case", "delay ms", "who", "healed", "keys lost", "unreachable", "wrong nil", "seconds");
        String line = head.replaceAll("[^|\\s]", " ").replace(' ', '-');
        return (binary.valkey() ? "Valkey " : "Redis ") + binary.version()
                + "; sums over the trials, median of seconds\n\n" + head + line;
    }
}
