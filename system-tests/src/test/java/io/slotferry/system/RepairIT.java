package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.Finding;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.SlotTags;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gallery does not show: going back, holding, a worker that is killed, nodes that the others forgot or lost. Every key is checked. */
class RepairIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void back_returns_half_moved_slots_to_where_they_came_from(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger)
                    .carryOut(
                            List.of("keys 600-609 20", "open 600-609 A B", "move 600-604 A B 10", "move 605 A B all"));

            Report report = Stack.result(repair(cluster, Map.of("back", true)));

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
            assertThat(patient.owners("600-609")).containsOnly(patient.node("A").id());
        }
    }

    /** On Valkey 8 and later a mark that names a stranger costs the owner its keys, and no mark at all those of the importer, at its next restart. */
    @Test
    void importers_that_disagree_keep_marks_that_name_the_owner() throws Exception {
        try (LocalCluster cluster = cluster(true)) {
            Patient patient = new Patient(cluster);
            new Breaker(patient, new Ledger())
                    .carryOut(List.of(
                            "keys 609 20",
                            "open 609 A B",
                            "copy 609 A B 2",
                            "change 609 B 2",
                            "A: CLUSTER SETSLOT {609} STABLE",
                            "open 609 A C",
                            "move 609 A C 20"));

            Report report = Stack.result(repair(cluster, Map.of()));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.PARTIAL);
            assertThat(report.findings()).extracting(Finding::code).contains("conflicting-key");
            assertThat(patient.owners("609")).containsOnly(patient.node("A").id());
            for (String importer : List.of("B", "C")) {
                assertThat(cluster.openMarks())
                        .filteredOn(
                                mark -> mark.startsWith(patient.node(importer).address()))
                        .singleElement()
                        .asString()
                        .contains(patient.node("A").id());
            }
            assertThat(count(cluster, patient, "B")).isEqualTo("2");
            assertThat(count(cluster, patient, "C")).isEqualTo("20");
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void the_only_seed_may_be_busy_for_some_seconds(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger)
                    .carryOut(List.of(
                            "keys 600-604 20", "open 600-604 A B", "move 600-604 A B 10", "A: CLIENT PAUSE 5000 ALL"));

            Report report = Stack.result(Stack.withWorker()
                    .start(
                            "Repair",
                            Stack.newId("busy-seed"),
                            Map.of("cluster", patient.node("A").address())));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_second_repair_leaves_a_conflict_where_the_first_one_left_it(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            new Breaker(patient, new Ledger())
                    .carryOut(List.of(
                            "keys 609 20",
                            "open 609 A B",
                            "copy 609 A B 2",
                            "change 609 B 2",
                            "A,B: CLUSTER SETSLOT {609} STABLE"));
            assertThat(Stack.result(repair(cluster, Map.of())).state()).isEqualTo(RunState.PARTIAL);

            Report second = Stack.result(repair(cluster, Map.of()));

            assertThat(second.state()).as(second.headline()).isEqualTo(RunState.PARTIAL);
            assertThat(second.keysMoved()).isZero();
            assertThat(patient.owners("609")).containsOnly(patient.node("A").id());
            assertThat(count(cluster, patient, "A")).isEqualTo("20");
            assertThat(count(cluster, patient, "B")).isEqualTo("2");
        }
    }

    private static String count(LocalCluster cluster, Patient patient, String node) {
        return cluster.ask(patient.node(node), "CLUSTER", "COUNTKEYSINSLOT", "609");
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_killed_worker_merely_delays_a_repair_and_a_pause_holds_it(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(List.of("keys 0-1999 3", "open 0-1999 A B", "move 0-1999 A B 1"));
            WorkflowStub run = repair(cluster, Map.of());
            // The first 256 slots are counted when they are done.
            Await.until(
                    "it has begun",
                    Duration.ofSeconds(60),
                    () -> Stack.progress(run).keysMoved() > 0);

            stack.worker().kill();
            stack.newWorker();
            run.signal("pause", "the test wants to look");
            Await.until(
                    "it holds",
                    Duration.ofSeconds(60),
                    () -> Stack.progress(run).state() == RunState.PAUSED);
            long held = Stack.progress(run).keysMoved();
            assertThat(held).isLessThan(4_000);
            assertThat(Stack.progress(run).waitingFor()).contains("the test wants to look", "since 20");
            // At this pace the present act would take for hours, and a pause must not wait for that.
            run.update("tune", PaceLimits.class, Map.of("keysPerSecond", 1));
            run.signal("resume", "slowly");
            new Breaker(patient, ledger).carryOut(List.of("wait 2000"));
            assertThat(run.update("pause", String.class, "again")).startsWith("paused:");
            assertThat(run.update("tune", PaceLimits.class, Map.of("keysPerSecond", 1_000_000))
                            .keysPerSecond())
                    .isEqualTo(1_000_000);
            assertThatThrownBy(() -> run.update("rollback", String.class))
                    .rootCause()
                    .hasMessageContaining("repair --back");
            run.signal("resume", "go on");
            Report report = Stack.result(run);

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
            assertThat(patient.owners("0-1999")).containsOnly(patient.node("B").id());
        }
    }

    /** It closes the connection, and the source only says that it could not write. */
    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_key_too_big_for_the_target_s_limits_stays_and_the_others_go(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            Breaker breaker = new Breaker(patient, ledger);
            breaker.carryOut(List.of("keys 609 40"));
            String big = "big{" + SlotTags.of(609) + "}";
            // Not to be compressed: MIGRATE would send less.
            String value = new java.util.Random(1)
                    .ints(1_500_000, 'A', 'z')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            cluster.ask(patient.node("A"), "SET", big, value);
            breaker.carryOut(List.of("B: CONFIG SET proto-max-bulk-len 1048576"));
            Map<String, Object> move = Map.of(
                    "cluster",
                    cluster.seed(),
                    "slots",
                    "609",
                    "to",
                    patient.node("B").address());

            Report report = Stack.result(Stack.withWorker().start(Stack.newId("too-big"), move));

            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.PARTIAL);
            assertThat(report.parked().get(0).reason()).contains(big, "proto-max-bulk-len");
            assertThat(cluster.ask(patient.node("A"), "CLUSTER", "COUNTKEYSINSLOT", "609"))
                    .isEqualTo("1");
            breaker.carryOut(List.of("B: CONFIG SET proto-max-bulk-len 536870912"));
            assertThat(Stack.result(repair(cluster, Map.of())).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(patient.present(ledger)).isEqualTo(41);
            assertThat(cluster.ask(patient.node("B"), "STRLEN", big)).isEqualTo("1500000");
        }
    }

    /** Nobody tells the size of a key of a slot that is not his: it is weighed once the holder imports the slot. Then the slot goes to the key. */
    @Test
    void a_stranded_key_that_would_block_its_node_for_too_long_does_not_travel() throws Exception {
        try (LocalCluster cluster = cluster(false)) {
            Patient patient = new Patient(cluster);
            Breaker breaker = new Breaker(patient, new Ledger());
            cluster.ask(patient.node("A"), "SETRANGE", "big{" + SlotTags.of(609) + "}", "41943040", "x");
            breaker.carryOut(List.of(
                    "open 609 A B",
                    "move 609 A B all",
                    "A,B: CLUSTER SETSLOT {609} STABLE",
                    "all: CONFIG SET cluster-node-timeout 1000"));

            Report report = Stack.result(repair(cluster, Map.of()));

            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.keysMoved()).isZero();
            assertThat(patient.owners("609")).containsOnly(patient.node("B").id());
            assertThat(cluster.ask(patient.node("B"), "CLUSTER", "COUNTKEYSINSLOT", "609"))
                    .isEqualTo("1");
        }
    }

    /** Marks that somebody set after a run had ended are none of that run's. */
    @Test
    void the_plan_of_a_run_that_finished_decides_nothing() throws Exception {
        try (LocalCluster cluster = cluster(false)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            String target = patient.node("B").address();
            Map<String, Object> move = Map.of("cluster", cluster.seed(), "slots", "600-609", "to", target);
            new Breaker(patient, ledger).carryOut(List.of("keys 600-609 20"));
            assertThat(Stack.result(Stack.withWorker().start(Stack.newId("before"), move))
                            .state())
                    .isEqualTo(RunState.SUCCEEDED);
            new Breaker(patient, ledger).carryOut(List.of("open 605 B A"));

            Report report = Stack.result(repair(cluster, Map.of()));

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
            assertThat(patient.owners("600-609")).containsOnly(patient.node("B").id());
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void keys_of_a_node_that_the_others_forgot_come_home(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            Breaker breaker = new Breaker(patient, ledger);
            breaker.carryOut(List.of("keys 609 20", "open 609 A D", "move 609 A D 10"));
            String forgotten = patient.node("D").id();
            cluster.nodes().stream()
                    .filter(node -> !node.id().equals(forgotten))
                    .forEach(node -> cluster.ask(node, "CLUSTER", "FORGET", forgotten));

            Report report = Stack.result(
                    repair(cluster.seed() + "," + patient.node("D").address(), Map.of("reason", "forgotten target")));

            assertThat(report.keysMoved()).as(report.toString()).isEqualTo(10);
            assertThat(cluster.ask(patient.node("D"), "CLUSTER", "COUNTKEYSINSLOT", "609"))
                    .contains("0");
            assertThat(patient.present(ledger)).isEqualTo(20);
        }
    }

    @Test
    void keys_that_came_over_with_a_refused_batch_are_counted() throws Exception {
        try (LocalCluster cluster = cluster(false)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger)
                    .carryOut(List.of("keys 609 40", "open 609 A B", "copy 609 A B 5", "change 609 B 1"));

            Report report = Stack.result(repair(cluster, Map.of()));

            // The source has not been watched since the slot was opened, so one key stays with both its values.
            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.PARTIAL);
            assertThat(report.keysMoved()).isEqualTo(39);
        }
    }

    /** DUMP does not tell how long a key lives: a client had made it last, on the target, by ASK. */
    @Test
    void equal_copies_of_which_the_target_s_lives_on_are_left_to_the_operator() throws Exception {
        try (LocalCluster cluster = cluster(false)) {
            Patient patient = new Patient(cluster);
            String ending = "{" + SlotTags.of(609) + "}ending";
            String lasting = "{" + SlotTags.of(609) + "}lasting";
            try (RespConnection source = cluster.connect(patient.node("A"));
                    RespConnection target = cluster.connect(patient.node("B"))) {
                for (String key : List.of(ending, lasting)) {
                    source.text("SET", key, "v", "PX", "100000");
                }
                new Breaker(patient, new Ledger()).carryOut(List.of("open 609 A B"));
                for (String key : List.of(ending, lasting)) {
                    target.text("ASKING");
                    target.text("SET", key, "v", "PX", "130000");
                }
                target.text("ASKING");
                target.text("PERSIST", lasting);

                Report report = Stack.result(repair(cluster, Map.of()));

                assertThat(report.state())
                        .as(report.headline() + report.parked())
                        .isEqualTo(RunState.PARTIAL);
                assertThat(report.findings())
                        .anyMatch(finding -> finding.sentence().contains(lasting)
                                && finding.sentence().contains("time to live"));
                assertThat(source.text("GET", lasting)).isEqualTo("v");
                assertThat(cluster.ask(patient.node("A"), "CLUSTER", "COUNTKEYSINSLOT", "609"))
                        .isEqualTo("1");
                target.text("ASKING");
                assertThat(target.text("PTTL", lasting)).isEqualTo("-1");
            }
        }
    }

    @Test
    void what_a_target_without_an_address_holds_is_called_unknown_and_its_mark_goes_with_consent() throws Exception {
        try (LocalCluster cluster = cluster(false)) {
            Patient patient = new Patient(cluster);
            new Breaker(patient, new Ledger()).carryOut(List.of("open 609 A D", "D: CLUSTER RESET HARD"));
            Map<String, Object> input = Map.of("cluster", cluster.seed());
            Await.until("the target to have no address", LIMIT, () -> diagnosis(input).stream()
                    .anyMatch(finding -> finding.code().equals("node-no-address")));

            assertThat(diagnosis(input))
                    .filteredOn(finding -> finding.code().equals("open-slot-rest"))
                    .singleElement()
                    .extracting(Finding::sentence)
                    .asString()
                    .contains("an unknown number on a node without an address");
            Report report = Stack.result(repair(cluster, Map.of("consent", List.of("mark-to-failed-node:609"))));

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private static List<Finding> diagnosis(Map<String, Object> input) throws Exception {
        return Stack.result(Stack.withWorker().start("Diagnose", Stack.newId("diagnose"), input))
                .findings();
    }

    /** Most of its time is waiting: CI has it for one; {@code -DeveryServer} runs both. */
    static Stream<Boolean> valkeyAndMaybeRedis() {
        return System.getProperty("everyServer") == null ? Stream.of(true) : Stream.of(true, false);
    }

    /** Without consent nothing changes. A dead owner comes back with the epoch it had: a taker below that would lose the slots to it, and delete their keys. */
    @ParameterizedTest(name = "valkey {0}")
    @MethodSource("valkeyAndMaybeRedis")
    void slots_of_a_dead_owner_need_consent_and_it_does_not_win_them_back(boolean valkey) throws Exception {
        try (LocalCluster cluster = LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .replicasPerPrimary(0)
                .start()) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            Breaker breaker = new Breaker(patient, ledger);
            breaker.carryOut(List.of("C: CLUSTER BUMPEPOCH", "wait 2000", "kill C", "await failed C"));
            Report without = Stack.result(repair(cluster, Map.of()));
            assertThat(without.state()).as(without.headline()).isEqualTo(RunState.PARTIAL);
            List<String> consent = without.findings().stream()
                    .filter(finding -> finding.code().equals("owner-dead"))
                    .map(Finding::id)
                    .toList();
            assertThat(without.parked().get(0).next()).contains(consent);

            Report report = Stack.result(repair(cluster, Map.of("consent", consent)));
            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            breaker.carryOut(List.of("keys 12000-12009 20", "restart C", "wait 5000"));

            assertThat(patient.present(ledger)).isEqualTo(200);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
        }
    }

    private static LocalCluster cluster(boolean valkey) {
        return LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .emptyPrimaries(1)
                .replicasPerPrimary(1)
                .start();
    }

    private static WorkflowStub repair(LocalCluster cluster, Map<String, ?> fields) {
        return repair(cluster.seed(), fields);
    }

    private static WorkflowStub repair(String seeds, Map<String, ?> fields) {
        TreeMap<String, Object> request = new TreeMap<>(fields);
        request.put("cluster", seeds);
        return Stack.withWorker().start("Repair", Stack.newId("repair"), request);
    }
}
