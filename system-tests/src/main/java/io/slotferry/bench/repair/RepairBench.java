package io.slotferry.bench.repair;

import io.slotferry.gallery.Case;
import io.slotferry.gallery.CaseReader;
import io.slotferry.gallery.Expected.Ending;
import io.slotferry.lab.LabException;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.TemporalServer;
import io.slotferry.lab.WorkerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./slotferry bench repair}. */
@Command(
        name = "repair",
        description = {
            "Broken clusters mended by the server's own --cluster fix and by Slotferry, in turn.",
            "",
            "Each trial breaks a healthy cluster of 3 primaries with a replica each in the same way.",
            "A client reads every key all the while, following MOVED and ASK. With a delay, what",
            "anybody sends to the source node of the slot arrives that much later; the cluster bus",
            "and the reading client are not delayed.",
            ""
        })
public final class RepairBench implements Callable<Integer> {

    private static final int TRIALS_MAX = 100;
    private static final int DELAY_MAX_MS = 1_000;
    private static final String SCENARIOS = "system-tests/src/test/resources/scenarios";

    @Option(
            names = "--cases",
            split = ",",
            paramLabel = "NAME",
            defaultValue =
                    "open-half-moved,open-all-moved,duplicates-equal,importing-only-half-moved,migrating-only-half-moved,stranded-by-stable-both,uncovered-keys-on-two,several-importers-both-have-keys",
            description = "Names of cases of the gallery; default ${DEFAULT-VALUE}.")
    private List<String> cases = List.of();

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "Which server, for example redis-7.0 or valkey-9.1; default: the one on PATH.")
    private @Nullable String server;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each heals each case; 1 to 100, default ${DEFAULT-VALUE}.")
    private int trials;

    @Option(
            names = "--delay-ms",
            split = ",",
            paramLabel = "MS",
            defaultValue = "0,50,200",
            description = "One or more delays of the way to the source; 0 to 1000, default ${DEFAULT-VALUE}.")
    private List<Integer> delaysMs = List.of();

    @Option(names = "--only", paramLabel = "cli|slotferry", description = "Only one of the two.")
    private @Nullable String only;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        boolean wrong = trials < 1
                || trials > TRIALS_MAX
                || delaysMs.stream().anyMatch(delay -> delay < 0 || delay > DELAY_MAX_MS);
        if (wrong) {
            System.err.println("--trials must be from 1 to 100, --delay-ms from 0 to 1000");
            return 2;
        }
        try {
            measure();
            return 0;
        } catch (LabException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return e instanceof LabException && !(e instanceof RedisServers.Unknown) ? 1 : 2;
        }
    }

    private void measure() {
        ServerBinary binary = server == null ? RedisServers.any() : RedisServers.named(server);
        List<Case> chosen = chosen(binary);
        RepairTable table = new RepairTable(binary);
        System.out.print(table.head());
        try (TemporalServer temporal = TemporalServer.start(System.err::println);
                WorkerProcess worker = WorkerProcess.start(temporal).awaitReady()) {
            for (int delayMs : delaysMs) {
                try (Trials ward = new Trials(binary, delayMs)) {
                    for (Case each : chosen) {
                        for (Healer healer : healers(binary, temporal, each)) {
                            List<Outcome> outcomes = outcomes(ward, each, healer);
                            System.out.print(table.row(each.name(), healer.name(), delayMs, outcomes));
                        }
                    }
                }
            }
        }
    }

    private List<Outcome> outcomes(Trials ward, Case each, Healer healer) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            outcomes.add(ward.run(each, healer));
        }
        return outcomes;
    }

    private List<Healer> healers(ServerBinary binary, TemporalServer temporal, Case each) {
        List<Healer> healers = new ArrayList<>();
        Path cli = binary.cli();
        if (cli != null && !"slotferry".equals(only)) {
            healers.add(CliFix.of(cli));
        }
        if (!"cli".equals(only)) {
            healers.add(new SlotferryRepair(temporal, each.expected().ending() == Ending.HEALS_WITH_CONSENT));
        }
        return healers;
    }

    private List<Case> chosen(ServerBinary binary) {
        Path folder = Path.of(System.getProperty("slotferry.home", "."), SCENARIOS);
        List<Case> all = CaseReader.all(folder);
        List<Case> chosen = new ArrayList<>();
        for (String name : cases) {
            Case found = all.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no case " + name + " in " + folder));
            if (found.appliesTo(binary.name())) {
                chosen.add(found);
            }
        }
        return chosen;
    }
}
