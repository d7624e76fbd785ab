package io.slotferry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** What every command has. Its fields and method signatures name no class of Temporal or Jackson: picocli reads them by reflection for each command, also for {@code --help}. */
abstract class Verb implements Callable<Integer> {

    @ParentCommand
    private Main main;

    final Shell shell() {
        return main.shell;
    }

    final boolean json() {
        return main.output == Output.json;
    }
}
