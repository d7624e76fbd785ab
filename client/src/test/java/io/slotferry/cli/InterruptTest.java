package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command that a signal ends while it waits. SIGTERM, because a build in the background may have been told to ignore SIGINT, and its children with it. */
@ExtendWith(FakeTemporal.Extension.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM that a process could hear")
@Timeout(60)
class InterruptTest {

    private final FakeTemporal temporal;

    InterruptTest(FakeTemporal temporal) {
        this.temporal = temporal;
    }

    @Test
    void a_verb_ends_in_one_document_with_the_exit_code_of_the_process() throws Exception {
        String id = temporal.held();

        CliRun run = endedAt("still waiting", temporal.env(), "pause", id, "--reason", "never", "--output", "json");

        run.exits(143).complains("whether pause took effect is not known yet", "./slotferry status " + id);
        assertThat(run.json().at("/error/type").textValue()).isEqualTo("Interrupted");
        assertThat(run.json().at("/error/exitCode").intValue()).isEqualTo(143);
        temporal.end(id);
    }

    @Test
    void a_verb_as_text_ends_in_words_and_nothing_on_standard_output() throws Exception {
        String id = temporal.held();

        CliRun run = endedAt("still waiting", temporal.env(), "pause", id, "--reason", "never");

        run.exits(143).printsNothing().complains("whether pause took effect is not known yet");
        temporal.end(id);
    }

    @Test
    void a_watch_ends_in_one_document() throws Exception {
        String id = temporal.held();

        CliRun run = endedAt("1234/4096 slots", temporal.env(), "watch", id, "--output", "json");

        run.exits(143).complains("the run goes on");
        assertThat(run.json().at("/error/exitCode").intValue()).isEqualTo(143);
        temporal.end(id);
    }

    /** The run is terminated, and whoever waits for it learns of that: no second document. */
    @Test
    void a_run_that_nobody_misses_is_ended_and_nothing_else_is_said() throws Exception {
        CliRun run = endedAt(
                "still waiting",
                temporal.env(),
                "diagnose",
                "--cluster",
                "prod",
                "--reason",
                "never",
                "--output",
                "json",
                "--workflow-id",
                "never-ends");

        run.exits(143).complains("nothing was changed");
        assertThat(run.err()).doesNotContain("terminated");
        assertThat(run.json().at("/error/type").textValue()).isEqualTo("Interrupted");
        temporal.cli("watch", "never-ends").exits(1).complains("was terminated");
    }

    @Test
    void at_the_question_nothing_was_changed() throws Exception {
        Map<String, String> asked = new HashMap<>(temporal.env());
        asked.put("JDK_JAVA_OPTIONS", "-Dslotferry.terminal=none,in");

        CliRun run = endedAt("[y/N]", asked, "reshard", "--cluster", "prod", "--to", "b:1", "--slots", "1");

        run.exits(143).complains("\nnothing was changed");
    }

    @ParameterizedTest
    @CsvSource({"2, 130", "15, 143"})
    void the_exit_code_is_that_of_the_signal(int signal, int exitCode) {
        assertThat(ExitCode.ofSignal(signal)).isEqualTo(exitCode);
    }

    /** Sends the signal once the text stands on standard error. */
    private static CliRun endedAt(String text, Map<String, String> env, String... args)
            throws IOException, InterruptedException {
        Process process = CliProcess.start(env, args);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            StringBuilder said = new StringBuilder();
            while (said.indexOf(text) < 0) {
                int next = err.read();
                assertThat(next).as(said.toString()).isNotNegative();
                said.append((char) next);
            }
            process.toHandle().destroy();
            List<String> printed = new ArrayList<>(out.lines().toList());
            err.lines().forEach(line -> said.append(line).append('\n'));
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new CliRun(String.join(" ", args), process.exitValue(), String.join("\n", printed), said.toString());
        } finally {
            process.destroyForcibly();
        }
    }
}
