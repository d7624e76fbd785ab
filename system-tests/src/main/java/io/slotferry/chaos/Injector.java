package io.slotferry.chaos;

import io.slotferry.contract.SlotSet;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Carries out faults and takes them back. Several at a time, each in a thread of its own. */
final class Injector {

    private static final Pattern IMPORTING = Pattern.compile("\\[(\\d+)-<-");
    private static final Pattern OUR_CONNECTION = Pattern.compile("id=(\\d+) .* name=slotferry");

    private final Stage stage;
    private final LocalCluster cluster;
    private final Shards shards;
    private final Keeper keeper;
    private final Timeline timeline;
    private final List<String> sources;
    private final String target;
    private final Map<String, Outage> gone = new HashMap<>();
    private final List<Outage> outages = new CopyOnWriteArrayList<>();
    private final List<FaultKind> struck = new CopyOnWriteArrayList<>();
    private final AtomicInteger temporalDown = new AtomicInteger();

    /**
     * @param sources shards that give slots
     * @param target shard that gets them
     */
    Injector(
            Stage stage,
            LocalCluster cluster,
            Shards shards,
            Keeper keeper,
            Timeline timeline,
            List<String> sources,
            String target) {
        this.stage = stage;
        this.cluster = cluster;
        this.shards = shards;
        this.keeper = keeper;
        this.timeline = timeline;
        this.sources = sources;
        this.target = target;
    }

    /** Strikes and, after its time, takes back. A fault that finds no run or no victim does not count. */
    void inflict(Fault fault) {
        if (keeper.open() == null) {
            timeline.note(fault.kind() + " finds no open run");
            return;
        }
        try {
            if (strike(fault)) {
                struck.add(fault.kind());
            } else {
                timeline.note(fault.kind() + " finds no victim");
            }
        } catch (RuntimeException e) {
            timeline.note(fault.kind() + " did not work: " + e.getMessage());
        }
    }

    List<FaultKind> struck() {
        return List.copyOf(struck);
    }

    List<Outage> outages() {
        return List.copyOf(outages);
    }

    private boolean strike(Fault fault) {
        return switch (fault.kind()) {
            case WORKER_KILL -> killWorker(fault.forMs());
            case WORKER_FREEZE -> freezeWorker(fault.forMs());
            case CONNECTIONS_CUT ->
                cutConnections(
                        cluster.nodes().get(fault.pick() % cluster.nodes().size()));
            case TEMPORAL_KILL -> killTemporal(fault.forMs());
            case PAUSE -> pause(fault.forMs());
            case TUNE -> verb("tune", Map.of("keysPerSecond", fault.pick() % 3 * 100));
            case ROLLBACK -> verb("rollback", "chaos");
            case FINISH_EARLY -> verb("finishEarly", "chaos");
            case CANCEL -> onRun("cancel", WorkflowStub::cancel);
            case TERMINATE -> onRun("terminate", run -> run.terminate("chaos"));
            case SOURCE_FREEZE, TARGET_FREEZE, REPLICA_FREEZE, SOURCE_STUPOR, TARGET_STUPOR ->
                freeze(victim(fault), fault.forMs());
            case SOURCE_RESTART, TARGET_RESTART, REPLICA_RESTART -> restart(victim(fault), fault.forMs());
            case SOURCE_DEATH, TARGET_DEATH -> kill(victim(fault));
            case SOURCE_FAILOVER, TARGET_FAILOVER -> failover(fault);
            case TARGET_MEMORY -> fillMemory(shards.primary(target), fault.forMs());
        };
    }

    private String shard(Fault fault) {
        String name = fault.kind().name();
        boolean source = name.startsWith("SOURCE") || (name.startsWith("REPLICA") && fault.pick() % 2 == 0);
        return source ? sources.get(fault.pick() % sources.size()) : target;
    }

    private @Nullable LabNode victim(Fault fault) {
        String shard = shard(fault);
        if (!fault.kind().name().startsWith("REPLICA")) {
            return shards.primary(shard);
        }
        List<LabNode> replicas = shards.replicas(shard);
        return replicas.isEmpty() ? null : replicas.get(fault.pick() % replicas.size());
    }

    private boolean killWorker(long forMs) {
        timeline.note("kill -9 of the worker");
        stage.worker().kill();
        rest(forMs);
        stage.startWorker();
        return true;
    }

    private boolean freezeWorker(long forMs) {
        WorkerProcess frozen = stage.worker();
        timeline.note("worker stopped, another one starts");
        frozen.freeze();
        try {
            stage.startWorker();
            rest(forMs);
        } finally {
            timeline.note("worker continued");
            frozen.thaw();
        }
        return true;
    }

    private boolean cutConnections(LabNode node) {
        if (isGone(node)) {
            return false;
        }
        Matcher ours = OUR_CONNECTION.matcher(cluster.ask(node, "CLIENT", "LIST"));
        int cut = 0;
        while (ours.find()) {
            cluster.ask(node, "CLIENT", "KILL", "ID", ours.group(1));
            cut++;
        }
        timeline.note(cut + " connections of workers cut on " + node.address());
        return cut > 0;
    }

    private boolean killTemporal(long forMs) {
        if (temporalDown.getAndIncrement() > 0) {
            temporalDown.decrementAndGet();
            return false;
        }
        try {
            timeline.note("kill -9 of Temporal");
            stage.temporal().kill();
            rest(forMs);
            stage.temporal().restart();
            timeline.note("Temporal answers again");
        } finally {
            temporalDown.decrementAndGet();
        }
        return true;
    }

    private boolean pause(long forMs) {
        if (!onRun("pause", run -> run.signal("pause", "chaos"))) {
            return false;
        }
        rest(forMs);
        onRun("resume", run -> run.signal("resume", "chaos"));
        return true;
    }

    private boolean verb(String name, Object argument) {
        return onRun(name, run -> run.startUpdate(name, WorkflowUpdateStage.ACCEPTED, Object.class, argument));
    }

    private boolean onRun(String what, java.util.function.Consumer<WorkflowStub> message) {
        WorkflowStub run = keeper.open();
        if (run == null) {
            return false;
        }
        timeline.note(what + " is sent to " + run.getExecution().getWorkflowId());
        message.accept(run);
        return true;
    }

    private boolean freeze(@Nullable LabNode node, long forMs) {
        if (node == null || !take(node)) {
            return false;
        }
        timeline.note(node.address() + " stopped for " + forMs + " ms");
        node.process().freeze();
        rest(forMs);
        giveBack(node);
        return true;
    }

    private boolean restart(@Nullable LabNode node, long forMs) {
        if (!kill(node)) {
            return false;
        }
        rest(forMs);
        giveBack(java.util.Objects.requireNonNull(node));
        return true;
    }

    private boolean kill(@Nullable LabNode node) {
        if (node == null || !take(node)) {
            return false;
        }
        timeline.note("kill -9 of " + node.address());
        node.process().kill();
        return true;
    }

    private boolean failover(Fault fault) {
        List<LabNode> replicas = shards.replicas(shard(fault));
        LabNode replica = replicas.isEmpty() ? null : replicas.get(fault.pick() % replicas.size());
        if (replica == null || isGone(replica) || isGone(shards.primary(shard(fault)))) {
            return false;
        }
        timeline.note("CLUSTER FAILOVER on " + replica.address());
        cluster.ask(replica, "CLUSTER", "FAILOVER");
        return true;
    }

    private boolean fillMemory(LabNode node, long forMs) {
        if (isGone(node)) {
            return false;
        }
        timeline.note("no memory left on " + node.address());
        cluster.ask(node, "CONFIG", "SET", "maxmemory", "1");
        rest(forMs);
        if (!isGone(node)) {
            cluster.ask(node, "CONFIG", "SET", "maxmemory", "0");
        }
        return true;
    }

    /** One node of a shard at a time: losing all copies at once loses data with any tool. */
    private synchronized boolean take(LabNode node) {
        String shard = Shards.shardOf(node);
        boolean taken = cluster.nodes().stream()
                .anyMatch(each ->
                        gone.containsKey(each.id()) && Shards.shardOf(each).equals(shard));
        if (taken) {
            return false;
        }
        gone.put(node.id(), new Outage(node.id(), node.address(), System.nanoTime(), Long.MAX_VALUE, importing(node)));
        return true;
    }

    private synchronized boolean isGone(LabNode node) {
        return gone.containsKey(node.id());
    }

    private SlotSet importing(LabNode node) {
        BitSet slots = new BitSet();
        cluster.view(node).stream()
                .filter(NodeLine::myself)
                .flatMap(line -> line.marks().stream())
                .map(IMPORTING::matcher)
                .filter(Matcher::find)
                .forEach(mark -> slots.set(Integer.parseInt(mark.group(1))));
        return SlotSet.of(slots);
    }

    private void giveBack(LabNode node) {
        if (node.process().isAlive()) {
            node.process().thaw();
        } else {
            node.process().restart();
        }
        synchronized (this) {
            Outage outage = gone.remove(node.id());
            if (outage != null) {
                outages.add(outage.until(System.nanoTime()));
            }
        }
        timeline.note(node.address() + " is back");
    }

    /** Takes back what is still out of order. All faults have struck. */
    void healAll() {
        List<LabNode> back = new ArrayList<>();
        synchronized (this) {
            cluster.nodes().stream().filter(node -> gone.containsKey(node.id())).forEach(back::add);
        }
        back.forEach(this::giveBack);
        cluster.nodes().forEach(node -> cluster.ask(node, "CONFIG", "SET", "maxmemory", "0"));
        stage.oneWorker();
    }

    private static void rest(long ms) {
        LockSupport.parkNanos(ms * 1_000_000);
    }
}
