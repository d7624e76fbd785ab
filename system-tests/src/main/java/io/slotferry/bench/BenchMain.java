package io.slotferry.bench;

import io.slotferry.bench.repair.RepairBench;
import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.TemporalBinary;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WholeNumbers;
import io.slotferry.lab.WorkerProcess;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./slotferry bench}. Exit codes: 0 measured; 1 a contestant did not finish; 2 wrong usage. */
@Command(
        name = "slotferry bench",
        subcommands = RepairBench.class,
        description = {
            "The same move by the server's own command line client, by a bare mover and by",
            "Slotferry, in turn, each on a fresh cluster on this machine.",
            "",
            "Each cluster has a source with all slots and three empty primaries, or with",
            "--replicas two primaries with half of the slots each. A client of the source",
            "reads once a millisecond meanwhile; its times count from when a call was due.",
            "Slotferry's clock runs from the accepted start to the result. Its worker is a",
            "real process, warmed up by one small move, and Temporal a dev server. Leave the",
            "machine alone meanwhile.",
            ""
        })
public final class BenchMain implements Callable<Integer> {

    private static final int ROUNDS_MOST = 100;
    private static final int REPLICAS_MOST = 2;

    private final PrintStream out;

    @Option(
            names = "--workload",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "slots-2048",
            converter = WorkloadName.class,
            description = "One or more of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            completionCandidates = WorkloadName.class)
    private List<Workload> workloads = List.of();

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "Which server, for example redis-7.0 or valkey-9.1; default: the one on PATH.")
    private @Nullable String server;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each contestant moves; 1 to 100, default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "Replicas of source and target; 0 to 2, default ${DEFAULT-VALUE}. With any, only",
                "workloads of less than 8192 slots."
            })
    private int replicas;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WORD",
            description = "Only contestants whose name contains one of these words, for example cli,slotferry.")
    private List<String> only = List.of();

    @Option(
            names = "--files",
            paramLabel = "FOLDER",
            description = "Where the nodes and Temporal write; default /dev/shm, so that the disk is not measured.")
    private Path files = Machine.folder();

    @Option(
            names = "--tuned-temporal",
            description = "Starts Temporal with two settings that make its dispatch quicker; default as users have it.")
    private boolean tuned;

    @Option(
            names = "--contending",
            description = {
                "Worker, Temporal and redis-cli compete with the servers for the CPU; by default they",
                "get what the servers leave (chrt --idle), which is nearer to machines of their own."
            })
    private boolean contending;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "A table in Markdown (default), or one JSON document.")
    private Output output = Output.text;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** As typed. */
    enum Output {
        text,
        json
    }

    private BenchMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "io/slotferry/demo/logback-demo.xml");
        int code = run(System.out, args);
        // Not a plain return: gRPC's threads would keep the JVM for seconds.
        System.exit(code);
    }

    static int run(PrintStream out, String... args) {
        return WholeNumbers.in(new CommandLine(new BenchMain(out)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, words) -> {
                    say("slotferry bench: " + wrong.getMessage() + "; see ./slotferry bench --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((thrown, command, parsed) -> refuse(thrown))
                .execute(args);
    }

    @Override
    public Integer call() {
        if (rounds < 1 || rounds > ROUNDS_MOST) {
            say("--rounds is " + rounds + ", but must be from 1 to " + ROUNDS_MOST);
            return CommandLine.ExitCode.USAGE;
        }
        if (replicas < 0 || replicas > REPLICAS_MOST) {
            say("--replicas is " + replicas + ", but must be from 0 to " + REPLICAS_MOST);
            return CommandLine.ExitCode.USAGE;
        }
        for (Workload workload : workloads) {
            if (replicas > 0 && workload.slots >= Course.HALF) {
                say("--workload " + workload + " has too many slots for --replicas; leave it out");
                return CommandLine.ExitCode.USAGE;
            }
        }
        if (!Files.isDirectory(files)) {
            say("--files is " + files + ", but that is no folder");
            return CommandLine.ExitCode.USAGE;
        }
        Lab.makeFoldersIn(files);
        measure();
        return CommandLine.ExitCode.OK;
    }

    private static int refuse(Exception thrown) {
        if (thrown instanceof LabException) {
            say(String.valueOf(thrown.getMessage()));
            return thrown instanceof RedisServers.Unknown ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        }
        thrown.printStackTrace();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private void measure() {
        String name = server;
        ServerBinary binary = name == null ? RedisServers.any() : RedisServers.named(name);
        String machine =
                Machine.describe(binary, files, replicas) + (contending ? ", all contending" : ", movers yielding");
        say(machine);
        List<Map<String, Object>> documents = new ArrayList<>();
        Lab.startYielding(!contending);
        try (TemporalServer temporal = temporal();
                WorkerProcess worker = WorkerProcess.start(temporal).awaitReady()) {
            Lab.startYielding(false);
            List<Contestant> contestants = contestants(binary, temporal, worker);
            warmUp(binary, contestants);
            Race race = new Race(binary, contestants, rounds, replicas, BenchMain::say);
            for (Workload workload : workloads) {
                List<Results> results = race.run(workload);
                documents.add(ResultJson.of(workload, results));
                if (output == Output.text) {
                    out.println(Table.of(workload, results));
                }
            }
            contestants.forEach(Contestant::close);
        }
        if (output == Output.json) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("machine", machine);
            json.put("temporal", tuned ? "dev server, tuned" : "dev server");
            json.put("rounds", rounds);
            json.put("workloads", documents);
            out.println(ResultJson.text(json));
        }
    }

    private TemporalServer temporal() {
        return TemporalBinary.findOrGet(BenchMain::say)
                .map(binary -> TemporalServer.devServer(binary, tuned))
                .orElseThrow(() -> new LabException(
                        "no Temporal server could be had; put the Temporal CLI on PATH (SLOTFERRY_TEMPORAL)"));
    }

    private List<Contestant> contestants(ServerBinary binary, TemporalServer temporal, WorkerProcess worker) {
        List<Contestant> all = new ArrayList<>(CliContestant.of(binary, !contending));
        all.add(new BareContestant());
        all.add(new SlotferryContestant("slotferry", null, temporal, worker));
        if (binary.valkey() && binary.major() >= 9) {
            all.add(new SlotferryContestant("slotferry atomic", "atomic", temporal, worker));
        }
        List<Contestant> chosen = all.stream()
                .filter(each -> only.isEmpty() || only.stream().anyMatch(each.name()::contains))
                .toList();
        if (chosen.isEmpty()) {
            throw new LabException("--only leaves no contestant; there are: "
                    + String.join("; ", all.stream().map(Contestant::name).toList()));
        }
        return chosen;
    }

    /** A worker that runs for weeks is not measured by its first second. */
    private static void warmUp(ServerBinary binary, List<Contestant> contestants) {
        for (Contestant each : contestants) {
            if (each instanceof SlotferryContestant slotferry) {
                try (Course course = Course.lay(binary, Workload.TINY, 0)) {
                    slotferry.move(course);
                }
            }
        }
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
