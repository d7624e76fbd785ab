package io.slotferry.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What {@code ./slotferry acl} says when it cannot: a sentence on standard error, the document that every command has on standard output if asked for, and an exit code. */
final class AclErrors {

    static final int EXIT_USAGE = 2;
    static final int EXIT_UNREACHABLE = 6;

    private final CommandLine line;

    private AclErrors(CommandLine line) {
        this.line = line;
    }

    static CommandLine handle(CommandLine line) {
        AclErrors errors = new AclErrors(line);
        return line.setParameterExceptionHandler((thrown, args) ->
                        errors.report("Usage", EXIT_USAGE, thrown.getMessage() + " (see --help)", args))
                .setExecutionExceptionHandler((thrown, executed, parsed) ->
                        errors.report(thrown, parsed.originalArgs().toArray(String[]::new)));
    }

    private int report(Exception thrown, String... args) {
        if (thrown instanceof IllegalStateException) {
            String sentence = thrown.getMessage() + "; or give --server, for example --server 7.0";
            return report("ClusterUnreachable", EXIT_UNREACHABLE, sentence, args);
        }
        String sentence =
                thrown instanceof ConfigException ? String.valueOf(thrown.getMessage()) : Sentences.of(thrown);
        return report("InvalidRequest", EXIT_USAGE, sentence, args);
    }

    private int report(String type, int code, String text, String... args) {
        String sentence = Sentences.oneLine(text);
        if (json(args)) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("type", type);
            error.put("sentence", sentence);
            error.put("exitCode", code);
            line.getOut().println(new ObjectMapper().valueToTree(Map.of("error", error)));
            line.getOut().flush();
        }
        line.getErr().println("slotferry acl: " + sentence);
        line.getErr().flush();
        return code;
    }

    /** From the words themselves, because what could not be parsed must be reported in it too. */
    private static boolean json(String... args) {
        List<String> words = List.of(args);
        int at = words.indexOf("--output");
        return words.stream().anyMatch("--output=json"::equalsIgnoreCase)
                || (at >= 0 && at + 1 < words.size() && words.get(at + 1).equalsIgnoreCase("json"));
    }
}
