package io.slotferry.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the other end.
 *
 * @param asks a person can be asked: standard input is a terminal
 * @param live standard output is a terminal that can move its cursor
 * @param columns its width, 20 to 500, default 80
 * @param color whether colours are wanted
 */
record Terminal(boolean asks, boolean live, int columns, boolean color) {

    static final Terminal NONE = new Terminal(false, false, 80, false);

    /** Where lines are to end that are printed once: nowhere in a pipe or a file, whose reader looks for whole lines. */
    int lineWidth() {
        return live ? columns : Integer.MAX_VALUE;
    }

    /** The launcher tests the file descriptors, because {@code System.console()} answers differently from one JDK to the next; started without it there is none. */
    static Terminal of(Map<String, String> env, @Nullable String launcherSays, @Nullable String launcherColumns) {
        boolean in = launcherSays != null && launcherSays.contains("in");
        boolean out = launcherSays != null && launcherSays.contains("out");
        boolean live = out && !"dumb".equals(env.getOrDefault("TERM", "dumb"));
        boolean color = live && env.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(in, live, columns(env.get("COLUMNS"), columns(launcherColumns, 80)), color);
    }

    private static int columns(@Nullable String text, int otherwise) {
        if (text == null || !text.matches("\\d{1,4}")) {
            return otherwise;
        }
        int columns = Integer.parseInt(text);
        return columns == 0 ? otherwise : Math.max(20, Math.min(500, columns));
    }
}
