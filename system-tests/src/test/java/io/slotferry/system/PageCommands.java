package io.slotferry.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of one page of the documentation: the lines of its fenced blocks that name no language. */
final class PageCommands {

    /** What starts things that a test starts itself, or needs Docker. */
    private static final Pattern NOT_HERE =
            Pattern.compile("docker .*|mvn .*|source .*|temporal server .*|\\./slotferry (demo|worker|bench)\\b.*");

    private static final Pattern COMMAND = Pattern.compile("(\\./slotferry|temporal|redis-cli) .*");

    private PageCommands() {}

    /** @param page relative to the repository's root */
    static List<String> of(String page) {
        List<String> commands = new ArrayList<>();
        boolean inside = false;
        boolean plain = false;
        StringBuilder command = new StringBuilder();
        for (String line : read(page)) {
            if (line.startsWith("```")) {
                plain = !inside && line.equals("```");
                inside = !inside;
            } else if (inside && plain) {
                command.append(line.strip().replaceAll("\\\\$", ""));
                if (!line.endsWith("\\")) {
                    commands.add(command.toString());
                    command.setLength(0);
                }
            }
        }
        return commands.stream()
                .filter(each -> COMMAND.matcher(each).matches()
                        && !NOT_HERE.matcher(each).matches())
                .toList();
    }

    private static List<String> read(String page) {
        try {
            return Files.readAllLines(Path.of("..").resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
