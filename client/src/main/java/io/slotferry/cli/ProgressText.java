package io.slotferry.cli;

import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A progress as lines of plain ASCII. */
final class ProgressText {

    private static final int LANES_MAX = 8;
    private static final int BAR_MAX = 40;
    private static final int BAR_MIN = 5;
    /** A sentence longer than this many lines would push the bar off a small terminal. */
    private static final int WRAPPED_MAX = 4;

    private static final String INDENT = "    ";

    private ProgressText() {}

    /** The bar, one line a lane, and what the run waits for; no line is longer than {@code width}, and no sentence than a few lines. */
    static List<String> lines(Progress progress, int width) {
        return lines(progress, width, WRAPPED_MAX);
    }

    /** The same with all of every sentence, for what is printed once. */
    static List<String> whole(Progress progress, int width) {
        return lines(progress, width, Integer.MAX_VALUE);
    }

    private static List<String> lines(Progress progress, int width, int sentenceLinesMax) {
        List<String> lines = new ArrayList<>();
        lines.add(barLine("", progress.slotsMoved(), progress.slots(), ProgressTail.within(progress, width), width));
        List<LaneProgress> lanes = progress.lanes();
        for (LaneProgress lane : lanes.subList(0, Math.min(LANES_MAX, lanes.size()))) {
            lines.add(lane(lane, width));
        }
        if (lanes.size() > LANES_MAX) {
            lines.add(cut("  and " + (lanes.size() - LANES_MAX) + " more lanes", width));
        }
        addSentence(lines, "waits for: ", progress.waitingFor(), width, sentenceLinesMax);
        addSentence(lines, "last problem: ", progress.lastProblem(), width, sentenceLinesMax);
        // A run that is over, or needs nothing, has nothing to send.
        if (progress.state() != RunState.RUNNING && !progress.next().equals("nothing")) {
            addSentence(lines, "next: ", progress.next(), width, sentenceLinesMax);
        }
        return lines;
    }

    /** One line for a log. */
    static String plainLine(Progress progress, double elapsedSeconds) {
        StringBuilder line = new StringBuilder(duration(Math.round(elapsedSeconds)))
                .append("  ")
                .append(ProgressTail.within(progress, Integer.MAX_VALUE));
        append(line, "waits for: ", progress.waitingFor());
        append(line, "last problem: ", progress.lastProblem());
        return line.toString();
    }

    /** Breaks a sentence at blanks, and cuts off what a few lines cannot hold. */
    static List<String> wrap(String sentence, int width) {
        return wrap(sentence, width, WRAPPED_MAX);
    }

    static List<String> wrap(String sentence, int width, int linesMax) {
        List<String> lines = new ArrayList<>();
        String rest = sentence.strip();
        while (rest.length() > width && lines.size() < linesMax - 1) {
            int blank = rest.lastIndexOf(' ', width);
            // A blank of the indent is no place to break at: that would go on for ever.
            int end = blank >= (lines.isEmpty() ? 1 : INDENT.length()) ? blank : width;
            lines.add(rest.substring(0, end));
            rest = INDENT + rest.substring(end).strip();
        }
        lines.add(cut(rest, width));
        return lines;
    }

    static String duration(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Digits in groups of three, as a person reads them. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    private static String lane(LaneProgress lane, int width) {
        String tail = lane.slotsMoved() + "/" + lane.slots() + "  " + lane.slotsOpen() + " open  " + lane.doing();
        return barLine("  " + lane.from() + " -> " + lane.to() + "  ", lane.slotsMoved(), lane.slots(), tail, width);
    }

    private static String barLine(String head, int done, int all, String tail, int width) {
        int room = Math.min(BAR_MAX, width - head.length() - tail.length() - 3);
        String bar = room < BAR_MIN ? "" : bar(done, all, room) + " ";
        return cut(head + bar + tail, width);
    }

    private static String bar(int done, int all, int length) {
        int full = all <= 0 ? 0 : (int) Math.min(length, (long) length * done / all);
        String tip = full > 0 && full < length ? ">" : "";
        return "[" + "=".repeat(full - tip.length()) + tip + " ".repeat(length - full) + "]";
    }

    private static void addSentence(List<String> lines, String label, String sentence, int width, int linesMax) {
        if (!sentence.isBlank()) {
            List<String> wrapped = wrap(label + sentence, width - 2, linesMax);
            wrapped.forEach(line -> lines.add("  " + line));
        }
    }

    private static void append(StringBuilder line, String label, String sentence) {
        if (!sentence.isBlank()) {
            line.append("  ").append(label).append(sentence);
        }
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, Math.max(0, width));
    }
}
