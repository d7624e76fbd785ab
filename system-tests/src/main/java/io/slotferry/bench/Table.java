package io.slotferry.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as a Markdown table, which is readable on a terminal too. */
final class Table {

    private static final List<String> HEAD = List.of(
            "who",
            "seconds (least to most)",
            "per s",
            "times",
            "p99 ms",
            "p99.9 ms",
            "max ms",
            "events",
            "KB",
            "RSS MB");

    private Table() {}

    /** The first of the results is the one that the others are compared with. */
    static String of(Workload workload, List<Results> results) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (Results each : results) {
            List<Double> seconds = each.seconds().stream().sorted().toList();
            rows.add(List.of(
                    each.name(),
                    number("%.2f", each.medianSeconds()) + " (" + number("%.2f", seconds.get(0)) + " to "
                            + number("%.2f", seconds.get(seconds.size() - 1)) + ")",
                    String.format(Locale.ROOT, "%,d", each.perSecond()).replace(',', ' '),
                    number("%.2f", each.timesQuickerThan(results.get(0))),
                    number("%.1f", each.p99Ms()),
                    number("%.1f", each.p999Ms()),
                    number("%.1f", each.maxMs()),
                    scaled(each.historyEvents(), 1),
                    scaled(each.historyBytes(), 1_000),
                    scaled(each.workerRssBytes(), 1_000_000)));
        }
        StringBuilder text = new StringBuilder("### " + workload + ": " + workload.title + "\n\n");
        int[] widths = widths(rows);
        for (int i = 0; i < rows.size(); i++) {
            text.append(line(rows.get(i), widths));
            if (i == 0) {
                text.append(line(HEAD.stream().map(each -> "").toList(), widths).replace(' ', '-'));
            }
        }
        return text.toString();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(' ').append(i == 0 ? cell + padding : padding + cell).append(" |");
        }
        return line.append('\n').toString();
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String scaled(@Nullable Long value, long unit) {
        return value == null ? "" : Long.toString(Math.round((double) value / unit));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
