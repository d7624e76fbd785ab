package io.slotferry.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Every command, in the order of the help. */
final class Verbs {

    static final List<Class<? extends Verb>> ALL = List.of(
            PlanCommand.class,
            ReshardCommand.class,
            DiagnoseCommand.class,
            RepairCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            TuneCommand.class,
            FinishEarlyCommand.class,
            CancelCommand.class,
            RollbackCommand.class,
            ReverseCommand.class,
            RetryParkedCommand.class,
            ApproveCommand.class,
            ReportCommand.class,
            CompletionCommand.class);

    /** What the launcher starts itself. */
    static final List<String> OF_THE_LAUNCHER = List.of("worker", "acl", "demo", "bench", "chaos");

    private Verbs() {}

    /** Adds the commands that are among the words, or all if none is: reading all of them by reflection takes longer than doing what most of them do. */
    static CommandLine addTo(CommandLine main, String... words) {
        boolean any = among(words);
        for (Class<? extends Verb> verb : ALL) {
            if (!any || List.of(words).contains(name(verb))) {
                main.addSubcommand(verb);
            }
        }
        return main;
    }

    /** Whether a command is among the words. */
    static boolean among(String... words) {
        return ALL.stream().anyMatch(verb -> List.of(words).contains(name(verb)));
    }

    /** {@code finish-early} for FinishEarlyCommand. */
    static String name(Class<? extends Verb> verb) {
        return kebab(verb.getSimpleName().replace("Command", ""));
    }

    /** {@code finish-early} for {@code FinishEarly} and {@code finishEarly}. */
    static String kebab(String words) {
        return words.replaceAll("(?<=.)(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
    }
}
