package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What checks the product is checked here: on every server found, a plain move under live clients is seen as clean, and damage is seen as damage. */
class LabIT {

    private static final int KEYS = 5_000;
    private static final List<Integer> SLOTS = IntStream.range(0, 1_000).boxed().toList();
    private static final Duration HEALTHY_LIMIT = Duration.ofSeconds(20);

    /** The first and the last: what differs between them is the product's business, not the lab's. */
    static List<ServerBinary> servers() {
        List<ServerBinary> all = RedisServers.all();
        return all.isEmpty()
                ? all
                : List.of(all.get(0), all.get(all.size() - 1)).stream()
                        .distinct()
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void seesThatAPlainMoveLosesNothing(ServerBinary server) throws Exception {
        try (LocalCluster cluster =
                LocalCluster.of(server).replicasPerPrimary(1).emptyPrimaries(1).start()) {
            Keyspace keyspace = Keyspace.of(KEYS, 7);
            keyspace.load(cluster);
            LiveClients live = LiveClients.on(cluster).keyspace(keyspace).start();
            awaitCalls(live, 2_000);
            live.phase(Phase.IDLE);
            awaitCalls(live, 1_000);
            live.phase(Phase.MOVING);

            LabNode target = cluster.emptyPrimaries().get(0);
            new BareMover(cluster).move(cluster.primaries().get(0), target, SLOTS, () -> awaitTryAgain(live));

            cluster.awaitHealthy(HEALTHY_LIMIT);
            Verdict verdict = live.verify();
            assertThat(verdict.clean()).as(verdict.toString()).isTrue();
            assertThat(verdict.keysChecked()).isGreaterThan(1_000);
            assertThat(verdict.moved()).isPositive();
            assertThat(verdict.asked()).isPositive();
            assertThat(verdict.tryAgain()).isPositive();
            assertThat(verdict.idle().count()).isPositive();
            assertThat(verdict.moving().count()).isPositive();
            assertThat(verdict.connectionErrors() + verdict.givenUp()).isZero();
            assertThat(keyspace.readBack(cluster)).isEqualTo(new Keyspace.ReadBack(KEYS, 0, 0, List.of()));
            assertThat(cluster.view(target).stream()
                            .filter(NodeLine::myself)
                            .findFirst()
                            .orElseThrow()
                            .slots()
                            .cardinality())
                    .isEqualTo(SLOTS.size());
        }
    }

    @Test
    void seesDamage() throws Exception {
        try (LocalCluster cluster = LocalCluster.of(RedisServers.any()).start()) {
            Keyspace keyspace = Keyspace.of(2_000, 11);
            keyspace.load(cluster);
            LiveClients live = LiveClients.on(cluster).keyspace(keyspace).start();
            awaitCalls(live, 4_000);
            live.stop();

            LabNode primary = cluster.primaries().get(1);
            // A quarter of the key space forgets everything, as after a wrong SETSLOT.
            cluster.ask(primary, "FLUSHALL");

            Verdict verdict = live.verify();
            Keyspace.ReadBack readBack = keyspace.readBack(cluster);
            assertThat(verdict.lost()).isGreaterThan(500);
            assertThat(verdict.examples()).isNotEmpty();
            assertThat(readBack.keysChecked()).isEqualTo(2_000);
            assertThat(readBack.missing()).isBetween(500L, 850L);
        }
    }

    @Test
    void seesWrongContentAndLostTimesToLive() {
        try (LocalCluster cluster = LocalCluster.of(RedisServers.any()).start()) {
            Keyspace keyspace = Keyspace.of(400, 3);
            keyspace.load(cluster);
            SampleKey string = keyspace.key(15);
            SampleKey expiring = keyspace.key(70);
            assertThat(expiring.ttlMs()).isPositive();

            cluster.ask(owner(cluster, string), "SET", string.label(), "something else");
            cluster.ask(owner(cluster, expiring), "PERSIST", expiring.label());

            assertThat(keyspace.readBack(cluster).wrong()).isEqualTo(2);
        }
    }

    @Test
    void followsAFailoverAndARestart() {
        try (LocalCluster cluster = LocalCluster.of(RedisServers.any())
                .replicasPerPrimary(1)
                .nodeTimeoutMs(1_000)
                .config("appendonly", "yes")
                .start()) {
            LiveClients live = LiveClients.on(cluster).start();
            awaitCalls(live, 2_000);
            LabNode primary = cluster.primaries().get(0);
            LabNode replica = cluster.replicasOf(primary).get(0);

            primary.process().kill();

            Await.until("the replica to take over", Duration.ofSeconds(20), () -> isPrimary(cluster, replica));
            primary.process().restart();
            cluster.awaitHealthy(HEALTHY_LIMIT);
            Verdict verdict = live.verify();
            assertThat(verdict.connectionErrors()).isPositive();
            assertThat(verdict.errors()).isZero();
            assertThat(verdict.givenUp()).isZero();
        }
    }

    private static void awaitCalls(LiveClients live, int more) {
        long before = live.operations();
        Await.until(more + " live calls", HEALTHY_LIMIT, () -> live.operations() >= before + more);
    }

    private static void awaitTryAgain(LiveClients live) {
        // Not a number of calls: a client whose pair has no key yet tries again until the slot is closed.
        Await.until("clients to meet TRYAGAIN", HEALTHY_LIMIT, () -> live.tryAgain() >= 10);
    }

    private static boolean isPrimary(LocalCluster cluster, LabNode node) {
        return cluster.view(node).stream().anyMatch(line -> line.myself() && line.primary());
    }

    private static LabNode owner(LocalCluster cluster, SampleKey key) {
        return cluster.primaries().stream()
                .filter(node -> node.slots().get(key.slot()))
                .findFirst()
                .orElseThrow();
    }
}
