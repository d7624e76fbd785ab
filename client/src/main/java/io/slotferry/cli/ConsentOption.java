package io.slotferry.cli;

import picocli.CommandLine.Option;

/** A slip of the hand on a terminal is asked about; a script that names the verb means it. */
final class ConsentOption {

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask. Without a terminal nothing is asked anyway.")
    private boolean yes;

    void require(Shell shell, String question) {
        if (!yes && shell.terminal().asks() && !shell.confirms(question)) {
            throw new CliFailure("NotConfirmed", "not confirmed; nothing was changed", ExitCode.FAILED);
        }
    }
}
