package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.ClusterClient;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.SlotTags;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients read while the source's primary is killed with slots open. A promoted Valkey replica inherits the marks: nobody ever reads nil. A promoted Redis replica answers nil for what has moved until it is MIGRATING again: at most a second, and the report says so. {@code -Dnil.rounds=20} repeats it, {@code -Dnil.servers=redis-7.0} names servers.
 */
class NilWindowIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration WINDOW_MAX = Duration.ofSeconds(1);
    private static final int SLOTS = 1_024;
    private static final int KEYS_PER_SLOT = 8;
    private static final Pattern REPORTED = Pattern.compile("as missing for at most (\\d+) ms");

    static Stream<Arguments> rounds() {
        int rounds = Integer.getInteger("nil.rounds", 1);
        String asked = System.getProperty("nil.servers", "");
        List<String> names = List.of(asked.split(","));
        Stream<ServerBinary> servers = asked.isEmpty()
                ? Stream.of(Stack.server(false), Stack.server(true))
                : Stack.everyServer().stream().filter(server -> names.contains(server.name()));
        return servers.flatMap(
                server -> IntStream.rangeClosed(1, rounds).mapToObj(round -> Arguments.of(server, round)));
    }

    @ParameterizedTest(name = "{0}: round {1}")
    @MethodSource("rounds")
    void clients_of_a_source_that_is_killed(ServerBinary server, int round) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server)
                .primaries(3)
                .replicasPerPrimary(1)
                .nodeTimeoutMs(1_500)
                .start()) {
            load(cluster);
            LabNode source = cluster.primaries().get(0);
            LabNode heir = cluster.replicasOf(source).get(0);
            WorkflowStub run = stack.start(Stack.newId("nil"), request(cluster));
            Await.until("some slots moved", LIMIT, () -> Stack.progress(run).slotsMoved() > 50);
            try (Reader reader = new Reader(cluster)) {
                Await.until("every key was read once", LIMIT, () -> reader.rounds > 0);

                source.process().kill();

                Await.until("the replica to be promoted", LIMIT, () -> cluster.view(heir).stream()
                        .anyMatch(line -> line.myself() && line.primary()));
                long promotedAt = System.nanoTime();
                Report report = Stack.result(run);
                assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
                int read = reader.rounds;
                Await.until("every key was read again", LIMIT, () -> reader.rounds > read + 1);

                Duration window =
                        reader.nils == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, reader.lastNil - promotedAt));
                System.out.printf(
                        "nil window: %s round %d: %d nil of %d reads, the last %d ms after the promotion; %s%n",
                        cluster.binary().name(),
                        round,
                        reader.nils,
                        reader.reads,
                        window.toMillis(),
                        reported(report) < 0 ? "none reported" : "reported " + reported(report) + " ms");
                assertThat(window).as(reader.example).isLessThan(WINDOW_MAX);
                if (server.valkey()) {
                    assertThat(reader.nils).as(reader.example).isZero();
                } else if (reader.nils > 0) {
                    assertThat(reported(report)).as(report.notes().toString()).isPositive();
                }
            }
            source.process().restart();
        }
    }

    /** Milliseconds that the report tells of; -1 if none. */
    private static long reported(Report report) {
        Matcher note = REPORTED.matcher(report.notes().toString());
        return note.find() ? Long.parseLong(note.group(1)) : -1;
    }

    private static ReshardRequest request(LocalCluster cluster) {
        return Requests.paced(
                cluster.primaries().get(2).address(),
                cluster.primaries().get(1).address(),
                "0-" + (SLOTS - 1),
                null,
                null,
                800,
                NilWindowIT.class);
    }

    private static void load(LocalCluster cluster) throws IOException {
        try (ClusterClient client = new ClusterClient(cluster.addresses(), LIMIT)) {
            for (Key key : Key.all()) {
                client.call(key.slot, words("SET", key.name, "v"));
            }
        }
    }

    private static byte[][] words(String... words) {
        return Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    private record Key(int slot, String name) {

        static List<Key> all() {
            List<Key> all = new ArrayList<>();
            for (int slot = 0; slot < SLOTS; slot++) {
                for (int i = 0; i < KEYS_PER_SLOT; i++) {
                    all.add(new Key(slot, "{" + SlotTags.of(slot) + "}" + i));
                }
            }
            return all;
        }
    }

    /** Reads every key again and again and follows MOVED and ASK; nobody writes, so every nil is wrong. */
    private static final class Reader implements AutoCloseable {

        private final Thread thread;
        private final ClusterClient client;
        private volatile boolean stopped;
        private volatile int rounds;
        private volatile int nils;
        private volatile long reads;
        private volatile long lastNil;
        private volatile @Nullable String example;

        Reader(LocalCluster cluster) throws IOException {
            // Not the target's map: an importer ignores gossip about what it imports and would send us to the dead
            // source.
            client = new ClusterClient(List.of(cluster.primaries().get(2).address()), LIMIT);
            thread = new Thread(this::work, "nil-reader");
            thread.setDaemon(true);
            thread.start();
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        private void work() {
            List<Key> keys = Key.all();
            while (!stopped) {
                for (Key key : keys) {
                    if (stopped) {
                        return;
                    }
                    ClusterClient.Answer answer = client.call(key.slot, words("GET", key.name));
                    reads++;
                    if (answer.reply() == null) {
                        nils++;
                        lastNil = System.nanoTime();
                        example = key + " by " + answer.node();
                    }
                }
                rounds++;
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            thread.join(LIMIT.toMillis());
            client.close();
        }
    }
}
