package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.ReshardRequest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpTest {

    private static final List<String> VERBS = List.of(
            "plan",
            "reshard",
            "diagnose",
            "repair",
            "status",
            "watch",
            "pause",
            "resume",
            "tune",
            "finish-early",
            "cancel",
            "rollback",
            "reverse",
            "retry-parked",
            "approve",
            "report",
            "completion");

    @Test
    void helpNamesEveryCommandAndEveryExitCode() {
        CliRun run =
                CliRun.of(Map.of(), "--help").exits(0).prints("worker", "demo", "130  interrupted", "TEMPORAL_ADDRESS");
        VERBS.forEach(verb -> run.prints("\n  " + verb + " "));
    }

    @Test
    void everyCommandHasHelpOfItsOwn() {
        VERBS.forEach(
                verb -> CliRun.of(Map.of(), verb, "--help").exits(0).prints("Usage: slotferry " + verb, "--output"));
    }

    @Test
    void helpFitsIntoEightyColumns() {
        assertThat(CliRun.of(Map.of(), "--help").out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    /** A command is looked up by its class's name, so that its annotations need not be read. */
    @Test
    void everyCommandIsNamedAsItsClass() {
        assertThat(Verbs.ALL).allSatisfy(verb -> assertThat(Verbs.name(verb))
                .isEqualTo(verb.getAnnotation(CommandLine.Command.class).name()));
        assertThat(Verbs.ALL.stream().map(Verbs::name)).containsExactlyElementsOf(VERBS);
    }

    @Test
    void aTypoIsComparedWithEveryCommand() {
        CliRun.of(Map.of(), "staus").exits(2).complains("staus", "status");
    }

    @Test
    void helpFollowsANarrowTerminal() {
        Terminal narrow = new Terminal(false, false, 60, false);
        VERBS.forEach(verb -> assertThat(
                        CliRun.on(narrow, verb, "--help").exits(0).out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60)));
    }

    @Test
    void theCompletionScriptKnowsEveryCommandAndItsOptions() {
        CliRun run = CliRun.of(Map.of(), "completion").exits(0).prints("complete", "--slot-count", "finish-early");
        VERBS.forEach(verb -> run.prints(verb));
        Verbs.OF_THE_LAUNCHER.forEach(verb -> run.prints(verb));
    }

    @Test
    void thereIsNoOptionForASecret() {
        VERBS.forEach(verb -> assertThat(CliRun.of(Map.of(), verb, "--help").out())
                .doesNotContainIgnoringCase("--password")
                .doesNotContainIgnoringCase("--user")
                .doesNotContainIgnoringCase("--auth"));
    }

    /** Started with the jars of Temporal and Jackson missing: help that touched one of their classes would fail, and would start slowly. */
    @ParameterizedTest
    @ValueSource(strings = {"plan", "reshard", "status"})
    void helpNeedsNeitherTemporalNorJackson(String verb) throws IOException, InterruptedException {
        String classPath = String.join(
                File.pathSeparator,
                home(Main.class),
                home(ReshardRequest.class),
                home(CommandLine.class),
                home(NullMarked.class));
        Process process = CliProcess.start(classPath, Map.of(), verb, "--help");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        assertThat(said).contains("Usage: slotferry " + verb);
    }

    private static String home(Class<?> type) {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
