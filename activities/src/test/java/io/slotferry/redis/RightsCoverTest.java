package io.slotferry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.access.MinimalAcl;
import io.slotferry.topology.ServerVersion;
import io.slotferry.topology.ServerVersion.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The printed ACL is made from one list and the commands are sent from many places: whoever adds a command has to add its right. */
class RightsCoverTest {

    private static final Pattern SENT = Pattern.compile(
            "(?:Request\\.of|[.\\s]call|\\bask|\\bone)\\((?:[^\"()]{0,60},\\s*)?\"([A-Z-]{2,20})\"(?:,\\s*\"([A-Z]+)\")?");
    private static final List<String> WITH_SUBCOMMANDS =
            List.of("CLUSTER", "CLIENT", "CONFIG", "MEMORY", "FUNCTION", "ACL");
    /** Always allowed, whatever the ACL says. */
    private static final List<String> FREE = List.of("AUTH");

    @Test
    void everyCommandInTheCodeHasItsRight() throws IOException {
        String rules = new MinimalAcl(new ServerVersion(Family.VALKEY, 9, 1, 0)).worker(true, true) + " ";
        TreeSet<String> uncovered = new TreeSet<>();
        int sent = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher command = SENT.matcher(Files.readString(file));
                while (command.find()) {
                    sent++;
                    String right = right(command.group(1), command.group(2));
                    if (!FREE.contains(command.group(1)) && !rules.contains("+" + right + " ")) {
                        uncovered.add(right + " in " + file.getFileName());
                    }
                }
            }
        }
        assertThat(sent).as("commands found").isGreaterThan(25);
        assertThat(uncovered).isEmpty();
    }

    private static String right(String command, String next) {
        boolean sub = WITH_SUBCOMMANDS.contains(command) && next != null;
        return (sub ? command + "|" + next : command).toLowerCase(Locale.ROOT);
    }
}
