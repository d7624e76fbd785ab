package io.slotferry.topology;

import java.util.List;

/** Keeps what we tell an operator readable: at most {@value #CHARS_MAX} characters, lists cut with a count of the rest. */
public final class Sentence {

    /** Longest sentence of a finding, a refusal or a failure, in characters. */
    public static final int CHARS_MAX = 300;

    private Sentence() {}

    /** The text on one line, cut at {@value #CHARS_MAX} characters, without what would steer the terminal that shows it. */
    public static String of(String text) {
        String line = text.replaceAll("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").trim();
        return line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX - 3) + "...";
    }

    /** {@code "a, b and 3 more"}: at most {@code shown} names. */
    public static String list(List<String> names, int shown) {
        if (names.size() <= shown) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " more";
    }

    /** {@code "1 slot"}, {@code "2 slots"}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** A name that somebody typed, short enough to be quoted. */
    public static String quote(String name) {
        return "\"" + (name.length() <= 60 ? name : name.substring(0, 60) + "...") + "\"";
    }
}
