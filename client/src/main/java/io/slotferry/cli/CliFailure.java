package io.slotferry.cli;

import io.slotferry.contract.Report;
import org.jspecify.annotations.Nullable;

/** Ends a command with one sentence and an exit code; {@code type} is the word for programs. */
final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int SENTENCE_MAX = 300;

    private final String type;
    private final int exitCode;
    private final transient @Nullable Report report;

    CliFailure(String type, String sentence, int exitCode) {
        this(type, sentence, exitCode, null, null);
    }

    CliFailure(String type, String sentence, int exitCode, @Nullable Throwable cause) {
        this(type, sentence, exitCode, cause, null);
    }

    private CliFailure(String type, String sentence, int exitCode, @Nullable Throwable cause, @Nullable Report report) {
        super(oneLine(sentence), cause);
        this.type = type;
        this.exitCode = exitCode;
        this.report = report;
    }

    static CliFailure badInput(String sentence) {
        return new CliFailure("InvalidRequest", sentence, ExitCode.BAD_INPUT);
    }

    static CliFailure interrupted(int exitCode) {
        return new CliFailure("Interrupted", "interrupted", exitCode);
    }

    /** The same failure of a run that left a report, which holds what one sentence cannot: every finding. */
    CliFailure with(@Nullable Report left) {
        return new CliFailure(type, sentence(), exitCode, getCause(), left);
    }

    @Nullable
    Report report() {
        return report;
    }

    String type() {
        return type;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    int exitCode() {
        return exitCode;
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", "; ");
        return line.length() <= SENTENCE_MAX ? line : line.substring(0, SENTENCE_MAX) + "...";
    }
}
