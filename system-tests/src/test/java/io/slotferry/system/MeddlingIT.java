package io.slotferry.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.Ports;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.SlotTags;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What other people do to a cluster while slots move, or did before: it is noticed, named, and costs no key. */
@ExtendWith(Matrix.class)
class MeddlingIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SLOT = 609;
    private static final int COUNTERS = 40;

    /** CI has time for one of the two each; {@code -DeveryServer} runs all. */
    static Stream<ServerBinary> redis() {
        return chosen(false);
    }

    static Stream<ServerBinary> valkey() {
        return chosen(true);
    }

    private static Stream<ServerBinary> chosen(boolean valkey) {
        return System.getProperty("everyServer") == null
                ? Stream.of(Stack.server(valkey))
                : Stack.everyServer().stream().filter(server -> server.major() >= 7);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("redis")
    void a_right_that_is_taken_away_in_mid_move_is_named_and_waited_for(ServerBinary server) throws Exception {
        try (LocalCluster cluster = Stack.cluster(server)) {
            Keyspace keys = Keyspace.of(8_000, 1);
            keys.load(cluster);
            LabNode source = cluster.primaries().get(0);
            WorkflowStub run = underWay(cluster.seed(), cluster.emptyPrimaries().get(0));

            cluster.ask(source, "ACL", "SETUSER", "default", "-cluster|getkeysinslot");
            Await.until("the run to name the right", LIMIT, () -> Stack.progress(run)
                    .waitingFor()
                    .contains("+cluster|getkeysinslot"));
            cluster.ask(source, "ACL", "SETUSER", "default", "+cluster|getkeysinslot");

            assertSucceeds(run);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** STABLE on the source makes it answer nil for what has moved: what clients write there then is as good as what the target has. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("valkey")
    void both_values_stay_where_a_mark_was_cleared_and_a_moved_key_written_anew(ServerBinary server) throws Exception {
        try (LocalCluster cluster = Stack.cluster(server)) {
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.emptyPrimaries().get(0);
            for (int i = 0; i < COUNTERS; i++) {
                cluster.ask(source, "SET", counter(i), "10");
            }
            // One batch of the default size would carry all of them, and the slot be closed before anybody can meddle.
            WorkflowStub run = Stack.withWorker()
                    .start(
                            Stack.newId("meddling"),
                            Map.of(
                                    "cluster",
                                    cluster.seed(),
                                    "to",
                                    target.address(),
                                    "slots",
                                    "" + SLOT,
                                    "pace",
                                    Map.of("keysPerMigrate", 2, "keysPerSecond", 5)));
            Await.until("half of the keys moved", LIMIT, () -> held(cluster, source) < COUNTERS / 2);

            try (RespConnection meddler = RespConnection.open(source.address(), LIMIT)) {
                meddler.text("CLUSTER", "SETSLOT", "" + SLOT, "STABLE");
                for (int i = 0; i < COUNTERS; i++) {
                    meddler.call("SETNX", counter(i), "1");
                }
            }
            Report report = Stack.result(run);

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.PARTIAL);
            assertThat(report.findings()).extracting(Finding::code).contains("conflicting-key");
            assertThat(cluster.openMarks())
                    .as("on both ends, so that clients find either copy")
                    .hasSize(2);
            long onTarget = values(cluster, target, "10");
            long onSource = values(cluster, source, "1");
            assertThat(onTarget).as("values that had moved").isGreaterThanOrEqualTo(COUNTERS / 2);
            assertThat(onSource).as("values written after").isPositive();
            assertThat(onTarget + values(cluster, source, "10")).isEqualTo(COUNTERS);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("redis")
    void a_seed_that_is_taken_out_of_the_cluster_does_not_fail_the_run(ServerBinary server) throws Exception {
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).emptyPrimaries(2).start()) {
            Keyspace keys = Keyspace.of(8_000, 1);
            keys.load(cluster);
            LabNode leaver = cluster.emptyPrimaries().get(1);
            String seeds = leaver.address() + "," + cluster.seed();
            WorkflowStub run = underWay(seeds, cluster.emptyPrimaries().get(0));

            cluster.nodes().stream()
                    .filter(node -> node != leaver)
                    .forEach(node -> cluster.ask(node, "CLUSTER", "FORGET", leaver.id()));
            cluster.ask(leaver, "CLUSTER", "RESET");

            assertSucceeds(run);
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** Containers come back at another address: the id is what counts. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("valkey")
    void a_target_that_answers_at_another_port_is_found_there(ServerBinary server) throws Exception {
        try (LocalCluster cluster = Stack.cluster(server)) {
            Keyspace keys = Keyspace.of(8_000, 1);
            keys.load(cluster);
            LabNode target = cluster.emptyPrimaries().get(0);
            WorkflowStub run = underWay(cluster.seed(), target);
            String port = "" + Ports.free(Ports.BUS);

            cluster.ask(target, "CONFIG", "SET", "port", port);
            try (RespConnection moved = RespConnection.open("127.0.0.1:" + port, LIMIT)) {
                moved.text("CLIENT", "KILL", "TYPE", "normal");
                assertSucceeds(run);
                moved.text("CONFIG", "SET", "port", "" + target.port());
            }
            Await.until("everybody to know the old port", LIMIT, () -> cluster.nodes().stream()
                    .allMatch(node -> cluster.ask(node, "CLUSTER", "NODES").contains(target.address() + "@")));
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    /** It would become a replica, and drop what another tool left on it of slots that it does not own. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("redis")
    void a_primary_keeps_its_last_slot_until_the_keys_of_others_are_home(ServerBinary server) throws Exception {
        try (LocalCluster cluster = Stack.cluster(server)) {
            Patient patient = new Patient(cluster);
            Ledger written = new Ledger();
            new Breaker(patient, written)
                    .carryOut(List.of(
                            "keys 609 20",
                            "keys 12000 20",
                            "open 12000 C A",
                            "move 12000 C A 10",
                            "A,C: CLUSTER SETSLOT {12000} STABLE"));
            Map<String, Object> all =
                    Map.of("cluster", cluster.seed(), "to", patient.node("D").address(), "slots", "0-5460");

            ApplicationFailure refused = Stack.withWorker().refusal(all);
            assertThat(refused.getType()).isEqualTo(FailureTypes.PRECHECK_FAILED);
            assertThat(refused.getOriginalMessage())
                    .contains("12000", "with its last slot it would drop them", "./slotferry repair");
            Report repaired = Stack.result(
                    Stack.withWorker().start("Repair", Stack.newId("repair"), Map.of("cluster", cluster.seed())));
            assertThat(repaired.state()).as(repaired.headline()).isEqualTo(RunState.SUCCEEDED);

            assertSucceeds(Stack.withWorker().start(Stack.newId("meddling"), all));
            assertThat(patient.present(written)).isEqualTo(40);
        }
    }

    /** About 500 keys at 100 a second, some slots of which have moved. */
    private static WorkflowStub underWay(String seeds, LabNode target) {
        WorkflowStub run = Stack.withWorker()
                .start(
                        Stack.newId("meddling"),
                        Requests.paced(seeds, target.address(), "0-1023", null, null, 100, MeddlingIT.class));
        Await.until("some slots moved", LIMIT, () -> Stack.progress(run).slotsMoved() > 5);
        return run;
    }

    private static void assertSucceeds(WorkflowStub run) throws Exception {
        Report report = Stack.result(run);
        assertThat(report.state()).as(report.headline() + " " + report.parked()).isEqualTo(RunState.SUCCEEDED);
    }

    private static String counter(int i) {
        return "counter" + i + "{" + SlotTags.of(SLOT) + "}";
    }

    private static int held(LocalCluster cluster, LabNode node) {
        return Integer.parseInt(
                cluster.ask(node, "CLUSTER", "COUNTKEYSINSLOT", "" + SLOT).replaceAll("\\D", ""));
    }

    private static long values(LocalCluster cluster, LabNode node, String value) throws Exception {
        long found = 0;
        try (RespConnection connection = RespConnection.open(node.address(), LIMIT)) {
            for (int i = 0; i < COUNTERS; i++) {
                connection.text("ASKING");
                // Where a key is not, the answer is ASK or MOVED.
                found += connection.call("GET", counter(i)) instanceof byte[] held
                                && value.equals(new String(held, UTF_8))
                        ? 1
                        : 0;
            }
        }
        return found;
    }
}
