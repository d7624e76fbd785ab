package io.slotferry.chaos;

import io.slotferry.contract.SlotSet;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done to nodes, and which of them were gone when. */
final class NodeFaults {

    private static final Pattern CRASH = Pattern.compile("ASSERTION FAILED|crashed by signal");
    private static final Pattern IMPORTING = Pattern.compile("\\[(\\d+)-<-");

    private final LocalCluster cluster;
    private final Timeline timeline;
    private final Map<String, Outage> gone = new HashMap<>();
    private final List<Outage> outages = new CopyOnWriteArrayList<>();
    private final List<String> ordered = new CopyOnWriteArrayList<>();

    NodeFaults(LocalCluster cluster, Timeline timeline) {
        this.cluster = cluster;
        this.timeline = timeline;
    }

    List<Outage> outages() {
        return List.copyOf(outages);
    }

    /** Ids of primaries that were told to hand over: nothing may be lost by that. */
    List<String> ordered() {
        return List.copyOf(ordered);
    }

    boolean freeze(@Nullable LabNode node, long forMs) {
        if (node == null || !take(node)) {
            return false;
        }
        timeline.note(node.address() + " stopped for " + forMs + " ms");
        node.process().freeze();
        Injector.rest(forMs);
        giveBack(node);
        return true;
    }

    boolean restart(@Nullable LabNode node, long forMs) {
        if (!kill(node)) {
            return false;
        }
        Injector.rest(forMs);
        giveBack(Objects.requireNonNull(node));
        return true;
    }

    boolean kill(@Nullable LabNode node) {
        if (node == null || !take(node)) {
            return false;
        }
        timeline.note("kill -9 of " + node.address());
        node.process().kill();
        return true;
    }

    boolean silence(@Nullable LabNode node, long forMs) {
        if (node == null || isGone(node)) {
            return false;
        }
        timeline.note(node.address() + " answers nobody for " + forMs + " ms");
        cluster.ask(node, "CLIENT", "PAUSE", String.valueOf(forMs), "ALL");
        Injector.rest(forMs);
        return true;
    }

    boolean failover(@Nullable LabNode primary, @Nullable LabNode replica) {
        if (replica == null || primary == null || isGone(replica) || isGone(primary)) {
            return false;
        }
        timeline.note("CLUSTER FAILOVER on " + replica.address());
        ordered.add(primary.id());
        cluster.ask(replica, "CLUSTER", "FAILOVER");
        return true;
    }

    boolean fillMemory(LabNode node, long forMs) {
        if (isGone(node)) {
            return false;
        }
        timeline.note("no memory left on " + node.address());
        cluster.ask(node, "CONFIG", "SET", "maxmemory", "1");
        Injector.rest(forMs);
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

    synchronized boolean isGone(LabNode node) {
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

    /**
     * A server that fell over a bug of its own: Redis 8.0.6 asserts where a failover by hand takes slots from a primary that keeps some, which it just got. After that it hangs in its own crash report.
     */
    private void reviveIfCrashed(LabNode node) {
        try {
            cluster.ask(node, "PING");
        } catch (LabException e) {
            Path log = node.process().log();
            try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                String why = lines.filter(line -> CRASH.matcher(line).find())
                        .findFirst()
                        .orElseThrow(() -> e);
                long agoMs = System.currentTimeMillis()
                        - Files.getLastModifiedTime(log).toMillis();
                timeline.note(node.address() + " crashed by itself " + agoMs + " ms ago: " + why);
                node.process().kill();
                long now = System.nanoTime();
                node.process().restart();
                outages.add(new Outage(node.id(), node.address(), now - agoMs * 1_000_000, now, SlotSet.EMPTY));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** A server may fall over later than the last fault: what it was told by the bus is enough. */
    void reviveCrashed() {
        for (LabNode node : cluster.nodes()) {
            try {
                reviveIfCrashed(node);
            } catch (LabException e) {
                timeline.note(node.address() + " does not answer: " + e.getMessage());
            }
        }
    }

    /** Brings back who is still gone. */
    void healAll() {
        List<LabNode> back = new ArrayList<>();
        synchronized (this) {
            cluster.nodes().stream().filter(node -> gone.containsKey(node.id())).forEach(back::add);
        }
        back.forEach(this::giveBack);
        cluster.nodes().forEach(this::reviveIfCrashed);
        cluster.nodes().forEach(node -> cluster.ask(node, "CONFIG", "SET", "maxmemory", "0"));
    }
}
