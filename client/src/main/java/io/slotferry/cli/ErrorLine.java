package io.slotferry.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place that turns an exception into a line on standard error, a JSON document if asked for, and an exit code. */
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final Shell shell;
    private final boolean json;

    /** Looks at the raw arguments for the output, because what could not be parsed must be reported in it too. */
    ErrorLine(Shell shell, String... args) {
        this.shell = shell;
        this.json = json(args);
    }

    static boolean json(String... args) {
        List<String> words = List.of(args);
        int at = words.indexOf("--output");
        return words.stream().anyMatch("--output=json"::equalsIgnoreCase)
                || (at >= 0 && at + 1 < words.size() && words.get(at + 1).equalsIgnoreCase("json"));
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        return report(new CliFailure(
                "Usage", wrong(e, args) + meant(e) + "see ./" + command + " --help", ExitCode.BAD_INPUT, e));
    }

    /** Of a group of options the library shows all that it read, and not which one came twice. */
    private static String wrong(ParameterException e, String... args) {
        String message = String.valueOf(e.getMessage());
        if (!(e instanceof MaxValuesExceededException)) {
            return message;
        }
        Set<String> names = new HashSet<>();
        for (String word : args) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            if (name.startsWith("--") && !names.add(name)) {
                return name + " is given more than once; give it once";
            }
        }
        return message;
    }

    private static String meant(ParameterException e) {
        List<String> near = List.of();
        if (e instanceof UnmatchedArgumentException unmatched) {
            // Whoever comes from redis-cli --cluster names a node without an option.
            boolean cluster =
                    e.getCommandLine().getCommandSpec().findOption("--cluster") != null && !unmatched.isUnknownOption();
            near = cluster ? List.of("--cluster " + unmatched.getUnmatched().get(0)) : unmatched.getSuggestions();
        }
        return near.isEmpty() ? "; " : "; did you mean " + String.join(" or ", near) + "? Or ";
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        // Failures knows Temporal's exceptions; a failure of our own does not need it.
        return report(e instanceof CliFailure failure ? failure : Failures.translate(e));
    }

    private int report(CliFailure failure) {
        LastWord.say(() -> print(failure));
        return failure.exitCode();
    }

    private void print(CliFailure failure) {
        if (json) {
            Json.print(shell.out(), Json.error(failure));
        } else if (failure.report() != null) {
            ReportText.troubles(shell.out(), failure.report());
        }
        shell.err().println("slotferry: " + failure.sentence());
        if (shell.debug()) {
            failure.printStackTrace(shell.err());
        }
        shell.err().flush();
    }
}
