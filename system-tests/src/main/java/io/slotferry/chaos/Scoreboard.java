package io.slotferry.chaos;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** One line a run, and a table in the end. */
final class Scoreboard {

    private final PrintStream out;
    private final List<RunResult> results = new ArrayList<>();

    Scoreboard(PrintStream out) {
        this.out = out;
    }

    synchronized void add(RunResult result) {
        results.add(result);
        String verdict = result.clean() ? "ok" : "FAILED " + why(result);
        out.printf(
                Locale.ROOT,
                "%4d  seed %-6d %-10s %-6s %4.1f s  %d writes, %d promoted, %s  %s%s%n",
                results.size(),
                result.scenario().seed(),
                result.server(),
                result.scenario().shape(),
                result.seconds(),
                result.acked(),
                result.promotions(),
                result.struck(),
                verdict,
                apart(result));
        if (!result.clean()) {
            out.println("      again: ./slotferry chaos --runs 1 --seed "
                    + result.scenario().seed() + " --servers " + result.server() + "; logs: " + result.evidence());
        }
    }

    /** Each failed run in a line, for whoever only sees that a test failed. */
    synchronized List<String> failures() {
        return results.stream()
                .filter(result -> !result.clean())
                .map(result -> "seed " + result.scenario().seed() + " on " + result.server() + " after "
                        + result.struck() + ": " + why(result))
                .toList();
    }

    private static String why(RunResult result) {
        Findings found = result.findings();
        if (found == null) {
            return "could not be judged: " + result.broken();
        }
        List<String> why = new ArrayList<>();
        add(why, "lost", found.lost());
        add(why, "stranded", found.stranded());
        add(why, "open", found.open());
        add(why, "disagreement", found.disagreement());
        add(why, "untrue", found.untrue());
        add(why, "unfinished", found.unfinished());
        return String.join("; ", why);
    }

    private static String apart(RunResult result) {
        Findings found = result.findings();
        if (found == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        count(text, "async", found.async());
        count(text, "exposed", found.exposed());
        count(text, "named", found.named());
        count(text, "conflicted", found.conflicted());
        count(text, "copies", found.copies());
        count(text, "wrong reads under way", found.wrongReads());
        return text.toString();
    }

    private static void add(List<String> why, String name, List<String> rows) {
        if (!rows.isEmpty()) {
            why.add(rows.size() + " " + name + " (" + rows.get(0) + ")");
        }
    }

    private static void count(StringBuilder text, String name, List<String> rows) {
        if (!rows.isEmpty()) {
            text.append(", ").append(rows.size()).append(' ').append(name);
        }
    }

    /** The table; true if nothing failed. */
    synchronized boolean total() {
        Map<String, Integer> servers = new TreeMap<>();
        Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
        for (RunResult result : results) {
            servers.merge(result.server(), 1, Integer::sum);
            result.struck().forEach(kind -> faults.merge(kind, 1, Integer::sum));
        }
        out.println();
        out.println("runs       " + results.size() + " " + servers);
        out.println("faults     " + struck() + " struck " + faults);
        out.println("writes     " + results.stream().mapToLong(RunResult::acked).sum() + " acknowledged");
        row("lost", found -> found.lost().size());
        row("stranded", found -> found.stranded().size());
        row("open", found -> found.open().size());
        row("disagreed", found -> found.disagreement().size());
        row("untrue", found -> found.untrue().size());
        row("unfinished", found -> found.unfinished().size());
        row("conflicted", found -> found.conflicted().size());
        row("copies", found -> found.copies().size());
        row("async", found -> found.async().size());
        row("exposed", found -> found.exposed().size());
        row("named", found -> found.named().size());
        row("wrong reads", found -> found.wrongReads().size());
        results.forEach(this::causes);
        List<Long> failed = results.stream()
                .filter(result -> !result.clean())
                .map(result -> result.scenario().seed())
                .toList();
        out.println("failed     " + (failed.isEmpty() ? "0" : failed.size() + ", seeds " + failed));
        return failed.isEmpty() && !results.isEmpty();
    }

    synchronized int struck() {
        return results.stream().mapToInt(result -> result.struck().size()).sum();
    }

    /** Of each run the first conflicted slot, with the cause that the report gives. */
    private void causes(RunResult result) {
        Findings found = result.findings();
        if (found != null && !found.conflicted().isEmpty()) {
            out.println("  seed " + result.scenario().seed() + ": "
                    + found.conflicted().size() + " conflicted, slot "
                    + found.conflicted().get(0));
        }
    }

    private void row(String name, ToIntFunction<Findings> count) {
        int sum = results.stream()
                .map(RunResult::findings)
                .filter(java.util.Objects::nonNull)
                .mapToInt(count)
                .sum();
        out.printf(Locale.ROOT, "%-10s %d%n", name, sum);
    }
}
