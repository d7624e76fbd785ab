package io.slotferry.chaos;

import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.RespConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Which node is the primary of which shard, now and before: looked at several times a second. A shard is named by the id of its first primary. */
final class Shards extends Thread implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofMillis(300);
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final LocalCluster cluster;
    private final Map<String, String> primaries = new ConcurrentHashMap<>();
    private final List<Promotion> promotions = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /** A replica took the place of its primary; seen at that time, at most a few hundred ms late. */
    record Promotion(String shard, String from, String to, long atNanos) {}

    Shards(LocalCluster cluster) {
        super("chaos-shards");
        setDaemon(true);
        this.cluster = cluster;
        cluster.nodes().stream().filter(node -> !node.replica()).forEach(node -> primaries.put(node.id(), node.id()));
    }

    static String shardOf(LabNode node) {
        return node.primaryId() == null ? node.id() : node.primaryId();
    }

    String shardOf(String nodeId) {
        return cluster.nodes().stream()
                .filter(node -> node.id().startsWith(nodeId) || node.address().equals(nodeId))
                .map(Shards::shardOf)
                .findFirst()
                .orElse(nodeId);
    }

    String address(String nodeId) {
        return cluster.nodes().stream()
                .filter(node -> node.id().equals(nodeId))
                .map(LabNode::address)
                .findFirst()
                .orElse(nodeId);
    }

    LabNode primary(String shard) {
        String id = primaries.getOrDefault(shard, shard);
        return cluster.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<LabNode> replicas(String shard) {
        LabNode primary = primary(shard);
        return cluster.nodes().stream()
                .filter(node -> shardOf(node).equals(shard) && node != primary)
                .toList();
    }

    List<Promotion> promotions() {
        return promotions;
    }

    /** Whether a replica took over from this node at that time or later. */
    boolean promotedAfter(String nodeId, long nanos) {
        return promotions.stream().anyMatch(each -> each.from().equals(nodeId) && each.atNanos() >= nanos);
    }

    @Override
    public void run() {
        while (!stopping) {
            look();
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    /** A node knows best that it is a primary itself; of two that say so the one with the higher epoch has won. */
    private void look() {
        Map<String, NodeLine> won = new TreeMap<>();
        Map<String, Long> epochs = new TreeMap<>();
        for (LabNode node : new ArrayList<>(cluster.nodes())) {
            for (String line :
                    nodes(node).lines().filter(each -> each.contains("myself")).toList()) {
                NodeLine own = NodeLine.parse(line).get(0);
                long epoch = Long.parseLong(line.split(" ", -1)[6]);
                if (own.primary() && epoch > epochs.getOrDefault(shardOf(node), -1L)) {
                    epochs.put(shardOf(node), epoch);
                    won.put(shardOf(node), own);
                }
            }
        }
        won.forEach((shard, line) -> {
            String before = primaries.put(shard, line.id());
            if (before != null && !before.equals(line.id())) {
                promotions.add(new Promotion(shard, before, line.id(), System.nanoTime()));
            }
        });
    }

    private static String nodes(LabNode node) {
        if (!node.process().isAlive()) {
            return "";
        }
        try (RespConnection connection = RespConnection.open(node.address(), ANSWER_MAX)) {
            return connection.text("CLUSTER", "NODES");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        join(10_000);
    }
}
