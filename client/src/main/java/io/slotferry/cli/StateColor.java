package io.slotferry.cli;

import io.slotferry.contract.RunState;

/** Green goes on, yellow waits, red needs a person. */
final class StateColor {

    private static final String RESET = "\033[0m";

    private StateColor() {}

    /** Colours the state at the end of a line; a line that does not end with it stays as it is. */
    static String paint(String line, RunState state) {
        String word = state.name();
        if (!line.endsWith(word)) {
            return line;
        }
        return line.substring(0, line.length() - word.length()) + code(state) + word + RESET;
    }

    private static String code(RunState state) {
        return switch (state) {
            case PLANNED, PRECHECKING, RUNNING, VERIFYING, SUCCEEDED, ROLLED_BACK -> "\033[32m";
            case AWAITING_APPROVAL, THROTTLED, PAUSING, PAUSED, CANCELLING, ROLLING_BACK, PARTIAL -> "\033[33m";
            case STALLED, NEEDS_OPERATOR, CANCELLED, FAILED -> "\033[31m";
        };
    }
}
