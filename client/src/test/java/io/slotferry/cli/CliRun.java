package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;

/** One command, run in this process, with its exit code and both streams; every assertion shows them all. */
record CliRun(String command, int exitCode, String out, String err) {

    static final Terminal TERMINAL = new Terminal(true, false, 80, false);

    /** Nothing listens there: a command that wanted to contact Temporal would exit with 5. */
    static final Map<String, String> NO_TEMPORAL = Map.of("TEMPORAL_ADDRESS", "127.0.0.1:1", "USER", "ann");

    static CliRun of(Map<String, String> env, String... args) {
        return of(env, Terminal.NONE, "", new StringWriter(), args);
    }

    static CliRun answering(Map<String, String> env, String answer, String... args) {
        return of(env, TERMINAL, answer + "\n", new StringWriter(), args);
    }

    static CliRun on(Terminal terminal, String... args) {
        return on(terminal, NO_TEMPORAL, args);
    }

    static CliRun on(Terminal terminal, Map<String, String> env, String... args) {
        return of(env, terminal, "", new StringWriter(), args);
    }

    static CliRun writingTo(Writer out, Map<String, String> env, String... args) {
        return of(env, Terminal.NONE, "", out, args);
    }

    private static CliRun of(Map<String, String> env, Terminal terminal, String in, Writer out, String... args) {
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                env, new PrintWriter(out), new PrintWriter(err), new BufferedReader(new StringReader(in)), terminal);
        int code = Main.run(shell, args);
        shell.out().flush();
        shell.err().flush();
        return new CliRun(String.join(" ", args), code, out.toString(), err.toString());
    }

    CliRun exits(int code) {
        assertThat(exitCode).as("exit code of %s", this).isEqualTo(code);
        return this;
    }

    CliRun prints(String... texts) {
        assertThat(out).as("standard output of %s", this).contains(texts);
        return this;
    }

    CliRun printsNothing() {
        assertThat(out).as("standard output of %s", this).isEmpty();
        return this;
    }

    CliRun complains(String... texts) {
        assertThat(err).as("standard error of %s", this).contains(texts);
        return this;
    }

    /** One line of at most 300 characters besides the name of the program, and nothing of the code in it. */
    CliRun complainsInOneSentence() {
        assertThat(err.strip().lines()).as("standard error of %s", this).hasSize(1);
        assertThat(err.strip().length()).as("length of %s", this).isLessThanOrEqualTo(300 + "slotferry: ".length());
        assertThat(err).as("standard error of %s", this).doesNotContain("Exception", "io.slotferry", "\tat ");
        return this;
    }

    /** Standard output as the one JSON document it must be. */
    com.fasterxml.jackson.databind.JsonNode json() {
        try {
            var mapper = new com.fasterxml.jackson.databind.ObjectMapper()
                    .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            return mapper.readTree(out);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not one JSON document: " + this, e);
        }
    }

    @Override
    public String toString() {
        return "`slotferry " + command + "`\nexit code " + exitCode + "\nout: " + out + "\nerr: " + err;
    }
}
