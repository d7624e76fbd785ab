package io.slotferry.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One page of the documentation, read from the checkout. */
record Docs(Path file, List<String> lines) {

    /** @param page relative to the repository's root */
    static Docs read(String page) {
        try {
            Path file = Path.of("..").resolve(page).toAbsolutePath().normalize();
            return new Docs(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines between a heading and the next one. */
    List<String> section(String heading) {
        int start = lines.indexOf(heading);
        if (start < 0) {
            throw new AssertionError(file + " has no heading \"" + heading + "\"");
        }
        List<String> rest = lines.subList(start + 1, lines.size());
        return rest.stream().takeWhile(line -> !line.matches("#{1,4} .*")).toList();
    }

    /** The row of a table whose first column names a field. */
    static Optional<String> row(List<String> section, String field) {
        return section.stream()
                .filter(line -> line.startsWith("|") && line.split("\\|", -1)[1].contains("`" + field + "`"))
                .findFirst();
    }

    /** The first fenced block in a language. */
    String block(String language) {
        int start = lines.indexOf("```" + language);
        List<String> rest = lines.subList(start + 1, lines.size());
        return String.join("\n", rest.subList(0, rest.indexOf("```")));
    }
}
