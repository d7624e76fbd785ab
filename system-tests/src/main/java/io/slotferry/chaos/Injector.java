package io.slotferry.chaos;

import io.slotferry.lab.FaultProxy.Wire;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.util.ArrayList;
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

    private static final Pattern OUR_CONNECTION = Pattern.compile("id=(\\d+) .* name=slotferry");

    private final Stage stage;
    private final LocalCluster cluster;
    private final Shards shards;
    private final Keeper keeper;
    private final Timeline timeline;
    private final List<String> sources;
    private final String target;
    private final NodeFaults nodes;
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
        this.nodes = new NodeFaults(cluster, timeline);
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

    /** Of the nodes that were stopped, and of those that the others took for dead when one of them woke up. */
    List<Outage> outages() {
        List<Outage> all = new ArrayList<>(nodes.outages());
        all.addAll(Excuses.mistaken(shards.promotions(), all, nodes.ordered(), shards::address));
        return all;
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
            case SOURCE_FREEZE,
                    TARGET_FREEZE,
                    REPLICA_FREEZE,
                    BYSTANDER_FREEZE,
                    SOURCE_STUPOR,
                    TARGET_STUPOR,
                    BYSTANDER_STUPOR -> nodes.freeze(victim(fault), fault.forMs());
            case SOURCE_RESTART, TARGET_RESTART, REPLICA_RESTART, BYSTANDER_RESTART ->
                nodes.restart(victim(fault), fault.forMs());
            case SOURCE_DEATH, TARGET_DEATH, BYSTANDER_DEATH -> nodes.kill(victim(fault));
            case SOURCE_FAILOVER, TARGET_FAILOVER, BYSTANDER_FAILOVER -> nodes.failover(victim(fault), replica(fault));
            case SOURCE_SILENCE, TARGET_SILENCE -> nodes.silence(victim(fault), fault.forMs());
            case WIRE_SLOW, WIRE_CUT, WIRE_HOLD, WIRE_MUTE ->
                spoil(
                        fault.pick() % 2 == 0 ? shards.primary(sources.get(0)) : shards.primary(target),
                        Wire.valueOf(fault.kind().name().substring(5)),
                        fault.forMs());
            case TARGET_MEMORY -> nodes.fillMemory(shards.primary(target), fault.forMs());
        };
    }

    private @Nullable String shard(Fault fault) {
        String name = fault.kind().name();
        if (fault.kind().group == FaultKind.Group.BYSTANDER) {
            List<String> bystanders = cluster.primaries().stream()
                    .map(LabNode::id)
                    .filter(id -> !id.equals(target) && !sources.contains(id))
                    .toList();
            return bystanders.isEmpty() ? null : bystanders.get(fault.pick() % bystanders.size());
        }
        boolean source = name.startsWith("SOURCE") || (name.startsWith("REPLICA") && fault.pick() % 2 == 0);
        return source ? sources.get(fault.pick() % sources.size()) : target;
    }

    private @Nullable LabNode victim(Fault fault) {
        String shard = shard(fault);
        if (shard == null) {
            return null;
        }
        return fault.kind().name().startsWith("REPLICA") ? replica(fault) : shards.primary(shard);
    }

    private @Nullable LabNode replica(Fault fault) {
        String shard = shard(fault);
        List<LabNode> replicas = shard == null ? List.of() : shards.replicas(shard);
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
        if (nodes.isGone(node)) {
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

    /** Not waited for: a run whose worker is gone accepts nothing until another one has come. */
    boolean verb(String name, Object argument) {
        return onRun(name, run -> {
            Thread sender = new Thread(() -> send(run, name, argument), "chaos-" + name);
            sender.setDaemon(true);
            sender.start();
        });
    }

    private void send(WorkflowStub run, String name, Object argument) {
        try {
            run.startUpdate(name, WorkflowUpdateStage.ACCEPTED, Object.class, argument);
        } catch (RuntimeException e) {
            timeline.note(name + " was refused: " + e.getMessage());
        }
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

    private boolean spoil(LabNode node, Wire wire, long forMs) {
        timeline.note("the wire to " + node.address() + " is " + wire + " for " + forMs + " ms");
        stage.wireTo(node).wire(wire);
        rest(forMs);
        stage.wireTo(node).wire(Wire.FINE);
        timeline.note("the wire to " + node.address() + " is fine again");
        return true;
    }

    /** Takes back what is still out of order. All faults have struck. */
    void healAll() {
        nodes.healAll();
        cluster.nodes().forEach(node -> stage.wireTo(node).wire(Wire.FINE));
        stage.oneWorker();
    }

    void reviveCrashed() {
        nodes.reviveCrashed();
    }

    static void rest(long ms) {
        LockSupport.parkNanos(ms * 1_000_000);
    }
}
