package io.slotferry.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "completion",
        description = {"Print a completion script for bash and zsh.", "To use it: source <(./slotferry completion)"})
final class CompletionCommand extends Verb {

    @Override
    public Integer call() {
        CommandLine all = Main.commandLine(shell());
        for (String command : Verbs.OF_THE_LAUNCHER) {
            all.addSubcommand(command, CommandSpec.create());
        }
        shell().out().print(AutoComplete.bash("slotferry", all));
        return ExitCode.DONE;
    }
}
