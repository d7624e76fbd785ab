package io.slotferry.cli;

import picocli.CommandLine.Option;

/** How a command starts a run that changes a cluster. */
final class StartOptions {

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask: the plan is printed when the run has made it, and carried out.")
    boolean yes;

    @Option(names = "--detach", description = "Return as soon as the run is started.")
    boolean detach;

    /** Refuses where there is nobody to ask; {@code asks} is for example "reshard asks before it moves slots". */
    void requireConsent(Shell shell, String asks) {
        if (!yes && !shell.terminal().asks()) {
            throw CliFailure.badInput(asks + ", and this is no terminal; give --yes");
        }
    }
}
