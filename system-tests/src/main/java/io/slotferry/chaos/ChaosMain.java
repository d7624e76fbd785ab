package io.slotferry.chaos;

import io.slotferry.lab.LabException;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.WholeNumbers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./slotferry chaos}. Exit codes: 0 nothing was lost, stranded, left open or told wrong; 1 otherwise; 2 wrong usage. */
@Command(
        name = "slotferry chaos",
        description = {
            "Moves slots of random clusters to and fro under random faults, and checks every",
            "acknowledged write.",
            "",
            "Each run starts a cluster of its own, lets clients write, kills, stops and cuts",
            "off workers, Temporal, sources, targets and replicas, sends verbs, heals",
            "everything, lets a last run finish, and compares: every acknowledged write with",
            "what is there, every node's view with every other's, the last report with the",
            "cluster. The same seed plays the same scenario.",
            ""
        },
        footer = {"", "Exit codes: 0 nothing failed, 1 something did, 2 wrong usage."})
public final class ChaosMain implements Callable<Integer> {

    @Mixin
    private final ChaosOptions options = new ChaosOptions();

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "io/slotferry/demo/logback-demo.xml");
        int code = WholeNumbers.in(new CommandLine(new ChaosMain()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
        // Not a plain return: gRPC's threads would keep the JVM for seconds.
        System.exit(code);
    }

    @Override
    public Integer call() throws InterruptedException {
        String problem = options.problem();
        if (problem != null) {
            System.err.println(problem);
            return CommandLine.ExitCode.USAGE;
        }
        try {
            List<ServerBinary> servers = options.servers.isEmpty()
                    ? RedisServers.all()
                    : options.servers.stream().map(RedisServers::named).toList();
            Chaos chaos = new Chaos(servers, options.groups(), options.engine, options.folder());
            return chaos.play(options.seed, options.runs, options.atATime)
                    ? CommandLine.ExitCode.OK
                    : CommandLine.ExitCode.SOFTWARE;
        } catch (RedisServers.Unknown e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (LabException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
