package io.slotferry.chaos;

import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Plays one scenario: cluster, writers, reshards, faults; heals; lets a last run finish; judges. */
final class ChaosRun {

    private static final int KEYS = 8_000;
    private static final int WRITERS = 4;
    private static final Duration BEGIN_MAX = Duration.ofSeconds(30);
    private static final Duration FAULTS_MAX = Duration.ofSeconds(30);
    private static final Duration HEALED_MAX = Duration.ofSeconds(40);
    private static final Duration RUN_MAX = Duration.ofSeconds(60);

    /** A repair waits for more than a minute before it gives up. */
    private static final Duration REPAIR_MAX = Duration.ofMinutes(3);

    private static final Duration CRASHES_EVERY = Duration.ofSeconds(3);

    private final Scenario scenario;
    private final String engine;
    private final Stage stage;
    private final LocalCluster cluster;
    private final Timeline timeline = new Timeline();
    private final Ledger ledger = new Ledger();
    private final List<Writer> writers = new ArrayList<>();
    private final Map<String, SlotSet> given = new TreeMap<>();
    private final String target;
    private final Shards shards;
    private final Keyspace keyspace;
    private final Keeper keeper;
    private final Injector injector;

    private ChaosRun(Scenario scenario, String engine, Stage stage, LocalCluster cluster) {
        this.engine = engine;
        this.scenario = scenario;
        this.stage = stage;
        this.cluster = cluster;
        List<LabNode> primaries = cluster.primaries();
        LabNode to = scenario.emptyTarget() ? cluster.emptyPrimaries().get(0) : primaries.get(primaries.size() - 1);
        target = to.id();
        for (LabNode source : primaries.subList(0, scenario.sources())) {
            given.put(source.id(), SlotSet.of(source.slots()).lowest(scenario.slotsPerSource()));
        }
        shards = new Shards(cluster);
        keyspace = Keyspace.of(KEYS, scenario.seed());
        List<Map<String, Object>> there = new ArrayList<>();
        List<Map<String, Object>> back = new ArrayList<>();
        given.forEach((source, slots) -> {
            there.add(Map.of("slots", slots.toString(), "to", target));
            back.add(Map.of("slots", slots.toString(), "to", source));
        });
        keeper = new Keeper(stage.client(), timeline, "chaos-" + scenario.seed(), base(), pace(), there, back);
        injector = new Injector(stage, cluster, shards, keeper, timeline, List.copyOf(given.keySet()), target);
    }

    static RunResult play(Scenario scenario, String engine, ServerBinary server, Stage stage, Evidence evidence) {
        long begun = System.nanoTime();
        try (LocalCluster cluster = start(scenario, server, stage)) {
            ChaosRun run = new ChaosRun(scenario, engine, stage, cluster);
            Findings findings = null;
            String broken = null;
            try {
                stage.oneWorker();
                findings = run.play();
            } catch (LabException | IOException | IllegalStateException e) {
                broken = e.getMessage();
                run.timeline.note("broken: " + broken);
            }
            boolean clean = findings != null && findings.clean();
            Path kept = clean ? null : evidence.keep(scenario, cluster, stage, run.timeline, run.keeper, findings);
            return new RunResult(
                    scenario,
                    server.name(),
                    run.injector.struck(),
                    run.shards.promotions().size(),
                    run.keeper.ended().stream()
                            .map(ended -> ended.state().name())
                            .toList(),
                    run.ledger.acked.get(),
                    findings,
                    broken,
                    (System.nanoTime() - begun) / 1e9,
                    kept);
        } catch (LabException e) {
            return new RunResult(scenario, server.name(), List.of(), 0, List.of(), 0, null, e.getMessage(), 0, null);
        }
    }

    private static LocalCluster start(Scenario scenario, ServerBinary server, Stage stage) {
        return LocalCluster.of(server)
                .primaries(scenario.primaries())
                .replicasPerPrimary(scenario.replicas())
                .emptyPrimaries(scenario.emptyTarget() ? 1 : 0)
                .ports(stage.ports())
                .nodeTimeoutMs(Scenario.NODE_TIMEOUT_MS)
                .config("cluster-require-full-coverage", scenario.fullCoverage() ? "yes" : "no")
                // Shards stay what they are: otherwise nobody could say who is excused by whose death.
                .config("cluster-allow-replica-migration", "no")
                // What was acknowledged survives kill -9 and restart without a move; so it must with one.
                .config("appendonly", "yes")
                .config("appendfsync", "no")
                .start();
    }

    private Map<String, Object> base() {
        return Map.of(
                "cluster",
                Stage.CLUSTER,
                "engine",
                engine,
                "requestedBy",
                "chaos",
                "reason",
                "seed " + scenario.seed());
    }

    private Map<String, Object> pace() {
        Map<String, Object> pace = new HashMap<>();
        int slots = given.values().stream().mapToInt(SlotSet::count).sum();
        if (scenario.moveMs() > 0 && engine.equals("keywise")) {
            long keys = (long) KEYS * slots / 16_384 + 400;
            pace.put("keysPerSecond", 1 + keys * 1_000 / scenario.moveMs());
        }
        if (scenario.openSlotsMax() > 0) {
            pace.put("openSlotsMax", scenario.openSlotsMax());
        }
        return pace;
    }

    private Findings play() throws IOException {
        keyspace.load(cluster);
        try {
            shards.start();
            startWriters();
            keeper.start();
            Await.until("the first run to start", BEGIN_MAX, this::begun);
            inflictAll();
            timeline.note("healing");
            injector.healAll();
            keeper.last();
            hurry(keeper.open());
            Keeper.Ended last = finish();
            stopWriters();
            // What was to expire has expired.
            LockSupport.parkNanos(Writer.TTL_MAX.toNanos());
            timeline.note("judging");
            return new Judge(cluster, shards, injector, ledger, keyspace)
                    .judge(wanted(last), keeper.reports(), last, keeper.openSays());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            writers.forEach(Writer::end);
            keeper.last();
            closeShards();
        }
    }

    /** Some faults come while the run still looks at the cluster, most while it moves slots. */
    private boolean begun() {
        WorkflowStub run = keeper.open();
        return run != null
                && (scenario.early() || run.query("progress", Progress.class).slotsOpen() > 0);
    }

    private void startWriters() throws IOException {
        List<Integer> slots = new ArrayList<>();
        given.values().forEach(set -> set.forEach(slots::add));
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(i, ledger, slots, cluster.addresses(), scenario.seed());
            writers.add(writer);
            writer.start();
        }
    }

    private void inflictAll() throws InterruptedException {
        ScheduledExecutorService threads =
                Executors.newScheduledThreadPool(scenario.faults().size());
        try {
            for (Fault fault : scenario.faults()) {
                threads.schedule(() -> injector.inflict(fault), fault.atMs(), TimeUnit.MILLISECONDS);
            }
            threads.shutdown();
            if (!threads.awaitTermination(FAULTS_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("faults are not over after " + FAULTS_MAX.toSeconds() + " s");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Nothing is wrong any more, so the open run needs no limits and nobody's word. */
    private void hurry(@Nullable WorkflowStub run) {
        if (run == null) {
            return;
        }
        try {
            run.signal("resume", "chaos");
        } catch (RuntimeException e) {
            timeline.note("resume: " + e.getMessage());
        }
        injector.verb("tune", Map.of("keysPerSecond", 0, "openSlotsMax", 512));
    }

    private Keeper.@Nullable Ended finish() throws InterruptedException {
        long until = System.nanoTime() + RUN_MAX.toNanos();
        while (keeper.isAlive() && System.nanoTime() < until) {
            keeper.join(CRASHES_EVERY.toMillis());
            injector.reviveCrashed();
        }
        if (keeper.isAlive()) {
            return null;
        }
        Await.until("the nodes to find each other again", HEALED_MAX, this::healthy);
        Keeper.Ended last = keeper.finish(RUN_MAX);
        if (last != null
                && last.report() != null
                && last.failure().contains("replica")
                && last.state() == RunState.FAILED) {
            // A replica that is still loading may stop the pre-check; asking again is what an operator does.
            last = keeper.finish(RUN_MAX);
        }
        if (last != null && last.state() == RunState.FAILED && last.failure().contains("./slotferry repair")) {
            // It changes nothing and says what heals this: so that is what an operator does.
            keeper.repair(REPAIR_MAX);
            last = keeper.finish(RUN_MAX);
        }
        return last;
    }

    private boolean healthy() {
        injector.reviveCrashed();
        return cluster.nodes().stream()
                .allMatch(node -> (cluster.ask(node, "CLUSTER", "INFO").contains("cluster_state:ok") || isOpen(node))
                        && cluster.view(node).stream()
                                .allMatch(line -> !line.flags().contains("fail")
                                        && !line.flags().contains("fail?"))
                        && !cluster.ask(node, "INFO", "replication").contains("master_link_status:down"));
    }

    /** An importer whose source was failed over names nobody as the owner, and is down, until the next run tells it. */
    private boolean isOpen(LabNode node) {
        return cluster.view(node).stream()
                .anyMatch(line -> line.myself() && !line.marks().isEmpty());
    }

    private Map<String, SlotSet> wanted(Keeper.@Nullable Ended last) {
        if (last != null && last.forth()) {
            return Map.of(target, given.values().stream().reduce(SlotSet.EMPTY, SlotSet::plus));
        }
        return given;
    }

    private void stopWriters() throws InterruptedException {
        writers.forEach(Writer::end);
        for (Writer writer : writers) {
            writer.await();
        }
    }

    private void closeShards() {
        try {
            shards.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
