package io.slotferry.demo;

import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.TemporalServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Everything that has to be there before the story begins.
 *
 * @param newcomer the empty primary that gets a quarter of the slots
 * @param workers starts workers and knows the present one
 */
record Stage(TemporalServer temporal, LocalCluster cluster, LabNode newcomer, Keyspace keyspace, Workers workers) {

    private static final int NODE_TIMEOUT_MS = 2_000;

    static Stage set(DemoOptions options, Screen screen) {
        ServerBinary binary = screen.during("looking for a Redis or Valkey server", note -> server(options.server));
        screen.done(kind(binary) + " " + binary.version() + ": " + binary.server());

        // First, because it may have to be downloaded or built, which takes both cores.
        TemporalServer temporal = screen.during("Temporal server", TemporalServer::start);
        screen.done("Temporal server at " + temporal.address()
                + temporal.webUi().map(ui -> ", Web UI " + ui).orElse(""));
        if (temporal.kind() == TemporalServer.Kind.TEST_SERVER) {
            screen.bad(TemporalServer.TEST_SERVER_LACKS);
        }
        // It starts while the cluster does.
        Workers workers = Workers.start(temporal);

        LocalCluster cluster = screen.during("starting seven nodes", note -> LocalCluster.of(binary)
                .primaries(3)
                .replicasPerPrimary(1)
                .emptyPrimaries(1)
                .nodeTimeoutMs(NODE_TIMEOUT_MS)
                .start());
        LabNode newcomer = cluster.emptyPrimaries().get(0);
        screen.done("cluster of 3 primaries, 3 replicas and an empty primary: " + cluster.seed() + ", the empty one "
                + newcomer.address());

        Keyspace keyspace = Keyspace.of(options.keys, options.seed);
        load(cluster, keyspace, screen);
        screen.during("waiting for the worker", note -> workers.awaitReady());
        screen.done("worker ready, process " + workers.pid() + workers.remark());
        return new Stage(temporal, cluster, newcomer, keyspace, workers);
    }

    private static ServerBinary server(@Nullable String name) {
        return name == null ? RedisServers.any() : RedisServers.named(name);
    }

    private static String kind(ServerBinary binary) {
        return binary.valkey() ? "Valkey" : "Redis";
    }

    private static void load(LocalCluster cluster, Keyspace keyspace, Screen screen) {
        long start = System.nanoTime();
        AtomicInteger loaded = new AtomicInteger();
        screen.move(() -> "  loading "
                + screen.bar((double) loaded.get() / keyspace.keys(), 40)
                + " "
                + loaded.get()
                + " of "
                + keyspace.keys()
                + " keys");
        try {
            keyspace.load(cluster, loaded::set);
        } finally {
            screen.move(null);
        }
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0;
        screen.done(keyspace.keys() + " keys of six types loaded in " + seconds + " s");
    }
}
