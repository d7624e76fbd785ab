package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Case;
import io.slotferry.gallery.CaseReader;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.gallery.Wards;
import io.slotferry.lab.ServerBinary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What {@code repair --as-commands} prints is run as it is, by a shell and the server's own CLI, against clusters of the gallery: it heals them as the repair itself does. */
class ManualCommandsIT {

    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** On Valkey the first script ends where a mark has to be gone before anything changes hands. */
    private static final String IN_TWO_STEPS = "mark-importing-from-importer";

    /** The commonest states, and one of each kind of act. */
    private static final List<String> CASES = List.of(
            "open-half-moved",
            "open-none-moved",
            "open-all-moved",
            "open-many",
            "migrating-only",
            "migrating-only-half-moved",
            "importing-only",
            "importing-only-half-moved",
            "half-finalised-source-told",
            "half-finalised-target-told",
            "stranded-by-stable-both",
            "several-importers-one-has-keys",
            "several-importers-both-have-keys",
            "mark-other-importer-has-keys",
            "duplicates-equal",
            "stranded-copies",
            "mark-stale",
            "uncovered-keys-on-two",
            IN_TWO_STEPS);

    private static final List<Wards> WARDS = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> heals_by_hand() {
        List<Case> cases = CaseReader.all(SCENARIOS).stream()
                .filter(each -> CASES.contains(each.name()))
                .toList();
        return Stream.of(Stack.server(false), Stack.server(true))
                .distinct()
                .filter(server -> server.cli() != null)
                .flatMap(server -> {
                    Wards wards = new Wards(server);
                    WARDS.add(wards);
                    return cases.stream()
                            .filter(each -> each.appliesTo(server.name()))
                            .map(each -> DynamicTest.dynamicTest(
                                    server.name() + " " + each.name(), () -> heal(server, wards, each)));
                });
    }

    @AfterAll
    static void closeAll() {
        WARDS.forEach(Wards::close);
    }

    private static void heal(ServerBinary server, Wards wards, Case scenario) throws Exception {
        Patient patient = wards.admit(scenario);
        try {
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(scenario.breaking());
            assertThat(Health.problems(patient, ledger)).isNotEmpty();

            List<String> commands = commands(patient);
            boolean twice = scenario.name().equals(IN_TWO_STEPS) && server.valkey();
            String output = run(server, commands, twice ? 1 : 0);
            if (twice) {
                assertThat(commands)
                        .anyMatch(line -> line.contains("then ask for the commands again")
                                || line.contains("has to be repaired first"));
                commands = commands(patient);
                output = run(server, commands, 0);
            }

            assertThat(Health.await(patient, ledger, LIMIT))
                    .as(String.join("\n", commands) + "\n-- printed:\n" + output)
                    .isEmpty();
        } finally {
            wards.dismiss(patient, scenario);
        }
    }

    private static List<String> commands(Patient patient) throws Exception {
        Report dry = repair(new Request(patient.seeds(), true, true, List.of()));
        List<String> consent = dry.findings().stream().map(Finding::id).toList();
        return repair(new Request(patient.seeds(), true, true, consent)).commands();
    }

    private record Request(String cluster, boolean dryRun, boolean asCommands, List<String> consent) {}

    private static Report repair(Request request) throws Exception {
        return Stack.result(Stack.withWorker().start("Repair", Stack.newId("by-hand"), request));
    }

    /** @throws AssertionError with the output if the script ends otherwise: with 0 where all is repaired, 1 where more is to be done */
    static String run(ServerBinary server, List<String> commands, int exit) throws Exception {
        Path folder = Objects.requireNonNull(server.cli()).toAbsolutePath().getParent();
        Path script = Files.createTempFile("slotferry-by-hand", ".sh");
        Path log = Files.createTempFile("slotferry-by-hand", ".log");
        try {
            Files.write(script, commands, StandardCharsets.UTF_8);
            ProcessBuilder shell = new ProcessBuilder("sh", script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            shell.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
            Process process = shell.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            String output = Files.readString(log);
            assertThat(process.exitValue())
                    .as(String.join("\n", commands) + "\n-- printed:\n" + output)
                    .isEqualTo(exit);
            return output;
        } finally {
            Files.delete(script);
            Files.delete(log);
        }
    }
}
