package io.slotferry.chaos;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen about the chaos runner. */
final class ChaosOptions {

    private static final int RUNS_MOST = 10_000;
    private static final int AT_A_TIME_MOST = 8;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "10",
            description = "1 to 10000, default ${DEFAULT-VALUE}.")
    int runs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the first run; each further run takes the next number. Default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--servers",
            paramLabel = "NAME",
            split = ",",
            description = "Servers to take turns, for example redis-7.0,valkey-9.1; default: all there are.")
    List<String> servers = List.of();

    @Option(
            names = "--faults",
            paramLabel = "GROUP",
            split = ",",
            description = "Only these: ${COMPLETION-CANDIDATES}; default: all.")
    List<FaultKind.Group> faults = List.of();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "keywise",
            description = "Of every move: keywise (default), or atomic, which takes servers of Valkey 9.")
    String engine = "keywise";

    @Option(
            names = "--at-a-time",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "How many runs side by side, each with a Temporal server of its own; 1 to 8, default ${DEFAULT-VALUE}.")
    int atATime;

    @Option(
            names = "--logs",
            paramLabel = "FOLDER",
            description = "Where the evidence of failed runs is kept; default .slotferry/chaos.")
    @Nullable
    Path logs;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** One sentence if something is out of range, else null. */
    @Nullable
    String problem() {
        if (runs < 1 || runs > RUNS_MOST) {
            return "--runs is " + runs + ", but must be from 1 to " + RUNS_MOST;
        }
        if (!List.of("keywise", "atomic").contains(engine)) {
            return "--engine is " + engine + ", but must be keywise or atomic";
        }
        return atATime < 1 || atATime > AT_A_TIME_MOST
                ? "--at-a-time is " + atATime + ", but must be from 1 to " + AT_A_TIME_MOST
                : null;
    }

    EnumSet<FaultKind.Group> groups() {
        return faults.isEmpty() ? EnumSet.allOf(FaultKind.Group.class) : EnumSet.copyOf(faults);
    }

    Path folder() {
        return logs != null ? logs : Path.of(System.getProperty("slotferry.home", "."), ".slotferry", "chaos");
    }
}
