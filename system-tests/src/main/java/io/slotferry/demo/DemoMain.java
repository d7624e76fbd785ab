package io.slotferry.demo;

import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.WholeNumbers;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code ./slotferry demo}. Exit codes: 0 nothing was lost, no wrong answer was given and the run succeeded; 1 otherwise; 2 wrong usage; 130 interrupted.
 */
@Command(
        name = "slotferry demo",
        description = {
            "Moves a quarter of a live cluster to a new node and kills the worker with -9 on the way.",
            "",
            "Starts a Temporal server, a cluster of seven nodes and a worker on this",
            "machine, loads keys of all types, lets clients read and write all along, and",
            "reads back every acknowledged write in the end.",
            "",
            "Servers are found on PATH and under SLOTFERRY_SERVERS, else Redis 6.2 from a",
            "Maven artifact is used. Temporal: TEMPORAL_ADDRESS, else the Temporal CLI at",
            "SLOTFERRY_TEMPORAL, on PATH or in the cache, else its official download, else",
            "built with Go, else the SDK's in-memory test server.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 nothing lost, 1 something was or the run failed, 2 wrong usage,",
            "130 interrupted."
        })
public final class DemoMain implements Callable<Integer> {

    @Mixin
    private final DemoOptions options = new DemoOptions();

    public static void main(String[] args) {
        // The worker's logging is on this class path too and writes to standard error, across the screen.
        System.setProperty("logback.configurationFile", "io/slotferry/demo/logback-demo.xml");
        int code = WholeNumbers.in(new CommandLine(new DemoMain())).execute(args);
        // Not a plain return: gRPC's threads would keep the JVM for seconds.
        System.exit(code);
    }

    @Override
    public Integer call() {
        String problem = options.problem();
        if (problem != null) {
            System.err.println(problem);
            return CommandLine.ExitCode.USAGE;
        }
        if (options.keep) {
            Lab.mayOutlive();
        }
        Screen screen = new Screen(System.out);
        AtomicBoolean over = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!over.get()) {
                screen.line("interrupted: stopping everything and deleting its files");
                screen.end();
            }
        }));
        try {
            return new Demo(options, screen).play() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (RedisServers.Unknown e) {
            screen.verbatim(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.USAGE;
        } catch (LabException e) {
            screen.bad("the demo stopped");
            screen.verbatim(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            over.set(true);
            screen.end();
        }
    }
}
