package io.slotferry.demo;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen about the demo. */
final class DemoOptions {

    private static final int KEYS_LEAST = 1_000;
    private static final int KEYS_MOST = 5_000_000;

    @Option(names = "--keep", description = "Leave everything running and say how to drive it with the Temporal CLI.")
    boolean keep;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description =
                    "Which server, for example redis-7.0 or valkey-8.1; default: the one on PATH, else what is there.")
    @Nullable
    String server;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "300000",
            description = "How many keys to load; 1000 to 5000000, default ${DEFAULT-VALUE}.")
    int keys;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Makes other keys; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** One sentence if something is out of range, else null. */
    @Nullable
    String problem() {
        return keys >= KEYS_LEAST && keys <= KEYS_MOST
                ? null
                : "--keys is " + keys + ", but must be from " + KEYS_LEAST + " to " + KEYS_MOST;
    }
}
