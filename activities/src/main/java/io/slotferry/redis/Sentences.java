package io.slotferry.redis;

/** Sentences for failures: at most 300 characters, and what to do is never what is cut. */
final class Sentences {

    private static final int MAX = 300;

    private Sentences() {}

    static String join(String what, String next) {
        String whole = what + (what.endsWith(".") ? " " : "; ") + next;
        if (whole.length() <= MAX) {
            return whole;
        }
        int room = MAX - next.length() - 5;
        return room < 60
                ? whole.substring(0, MAX - 3) + "..."
                : what.substring(0, Math.min(room, what.length())) + "...; " + next;
    }
}
