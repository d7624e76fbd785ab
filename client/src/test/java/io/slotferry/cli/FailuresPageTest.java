package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.FailureTypes;
import io.slotferry.slotmove.MigrateReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/failures.md} says what the code does: it is held against the classifier, the failure types and the exit codes. */
class FailuresPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Path CLI = ROOT.resolve("client/src/main/java/io/slotferry/cli");
    private static final Path CLASSIFIER =
            ROOT.resolve("workflows/src/main/java/io/slotferry/slotmove/MigrateReply.java");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern THROWN = Pattern.compile(
            "new CliFailure\\(\\s*(?:\"(\\w+)\"|(?:Failures\\.)?([A-Z_]+)),(?:(?!new CliFailure).)*?ExitCode\\.(\\w+)",
            Pattern.DOTALL);
    private static final Map<String, Integer> CODES = Map.of(
            "DONE", ExitCode.DONE,
            "FAILED", ExitCode.FAILED,
            "BAD_INPUT", ExitCode.BAD_INPUT,
            "REFUSED", ExitCode.REFUSED,
            "PARKED", ExitCode.PARKED,
            "NO_TEMPORAL", ExitCode.NO_TEMPORAL,
            "NO_CLUSTER", ExitCode.NO_CLUSTER,
            "FOUND", ExitCode.FOUND,
            "INTERRUPTED", ExitCode.INTERRUPTED,
            "TERMINATED", ExitCode.TERMINATED);

    private final List<String> page = lines(ROOT.resolve("docs/reference/failures.md"));

    @Test
    void every_answer_to_migrate_is_classified_as_the_page_says() {
        for (MigrateReply kind : MigrateReply.values()) {
            List<String> texts = firstCells("### `" + kind + "`");

            assertThat(texts).as("texts of " + kind).isNotEmpty();
            assertThat(texts)
                    .allSatisfy(
                            text -> assertThat(MigrateReply.of(text)).as(text).isEqualTo(kind));
        }
    }

    @Test
    void every_text_the_classifier_knows_is_on_the_page() {
        String all = String.join("\n", page).toUpperCase(Locale.ROOT);

        List<String> missing = lines(CLASSIFIER).stream()
                .filter(line -> !line.strip().matches("(\\*|/\\*|//).*"))
                .flatMap(line -> LITERAL.matcher(line).results())
                .map(literal -> literal.group(1).strip())
                .filter(literal -> literal.length() > 1 && !literal.startsWith("^") && !literal.contains("primaries"))
                .filter(literal -> !all.contains(literal.toUpperCase(Locale.ROOT)))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void what_counts_as_done_before_is_what_the_page_says() {
        for (String row : section("## Answers to SETSLOT and other CLUSTER commands")) {
            String text = cell(row, 0);

            assertThat(MigrateReply.alreadyDone(text))
                    .as(text)
                    .isEqualTo(cell(row, 2).equals("done before"));
        }
    }

    @Test
    void every_failure_type_of_a_workflow_is_on_the_page() {
        List<String> documented = section("## Slotferry's own failure types").stream()
                .map(row -> cell(row, 0))
                .toList();

        assertThat(documented).containsAll(workflowTypes());
    }

    @Test
    void every_failure_of_the_command_line_is_on_the_page_with_its_exit_code() throws IOException {
        TreeMap<String, TreeSet<Integer>> thrown = thrown();
        TreeMap<String, String> documented = new TreeMap<>();
        section("## Slotferry's own failure types").forEach(row -> documented.put(cell(row, 0), cell(row, 2)));
        // They have their own table; the command line may use them as well.
        workflowTypes().forEach(thrown::remove);

        assertThat(thrown).isNotEmpty();
        thrown.forEach((type, codes) -> assertThat(documented.get(type))
                .as(type)
                .isEqualTo(codes.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }

    @Test
    void the_exit_codes_are_complete() {
        List<String> documented =
                section("## Exit codes").stream().map(row -> cell(row, 0)).toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        CODES.values().stream().map(String::valueOf).toList());
    }

    private static TreeMap<String, TreeSet<Integer>> thrown() throws IOException {
        TreeMap<String, TreeSet<Integer>> thrown = new TreeMap<>();
        try (Stream<Path> files = Files.list(CLI)) {
            for (Path file : files.toList()) {
                for (MatchResult found :
                        THROWN.matcher(String.join("\n", lines(file))).results().toList()) {
                    String type = found.group(1) != null ? found.group(1) : constant(found.group(2));
                    Integer code = CODES.get(found.group(3));
                    if (code != null) {
                        thrown.computeIfAbsent(type, t -> new TreeSet<>()).add(code);
                    }
                }
            }
        }
        return thrown;
    }

    private static String constant(String name) {
        return name.equals("RUN_ENDED") ? Failures.RUN_ENDED : name.equals("NO_SUCH_RUN") ? Failures.NO_SUCH_RUN : name;
    }

    private static List<String> workflowTypes() {
        return Arrays.stream(FailureTypes.class.getFields())
                .map(FailuresPageTest::value)
                .toList();
    }

    private static String value(java.lang.reflect.Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> firstCells(String heading) {
        return section(heading).stream().map(row -> cell(row, 0)).toList();
    }

    /** The rows of all tables under a heading, without their heads. */
    private List<String> section(String heading) {
        int start = page.indexOf(heading);
        assertThat(start).as("heading " + heading).isNotNegative();
        List<String> rows = new ArrayList<>();
        List<String> rest = page.subList(start + 1, page.size());
        for (int i = 0; i < rest.size() && !rest.get(i).startsWith("#"); i++) {
            boolean head = i + 1 < rest.size() && rest.get(i + 1).startsWith("|---");
            if (rest.get(i).startsWith("| ") && !head) {
                rows.add(rest.get(i));
            }
        }
        return rows;
    }

    private static String cell(String row, int index) {
        return row.split("\\|", -1)[index + 1].strip().replaceAll("^`|`$", "");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
