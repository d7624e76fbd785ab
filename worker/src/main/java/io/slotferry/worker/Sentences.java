package io.slotferry.worker;

import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Turns what a library threw into the few words that help an operator: no class names, no stack, one line. */
final class Sentences {

    static final int LENGTH_MAX = 200;

    private Sentences() {}

    static String of(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof NoSuchFileException) {
            return "the file " + root.getMessage() + " is not there";
        }
        return oneLine(root.getMessage());
    }

    static String oneLine(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no reason given";
        }
        String line = text.trim().replaceAll("\\s+", " ");
        return line.length() <= LENGTH_MAX ? line : line.substring(0, LENGTH_MAX) + "...";
    }
}
