package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.LocalCluster;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who runs and does not answer, or does not tell all, may hold keys: nothing is given up, cleared or given away for it, whatever was consented to. */
class SilentHolderIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void an_uncovered_slot_is_not_taken_while_its_holder_is_paused(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(List.of("keys 609 20", "unassign 609", "A: CLIENT PAUSE 9000 ALL"));

            Report silent = repair(seeds(patient, "B"), List.of("uncovered-slot:609"));

            assertThat(silent.state()).as(silent.toString()).isEqualTo(RunState.PARTIAL);
            assertThat(reasons(silent)).contains("your consent").contains("keys of it are on");
            Report report = repair(seeds(patient, "B"), List.of("uncovered-slot-with-keys:609"));
            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
        }
    }

    @Test
    void keys_of_a_dead_owner_are_not_given_up_while_its_replica_is_paused() throws Exception {
        try (LocalCluster cluster = cluster(false)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger)
                    .carryOut(List.of(
                            "keys 12000-12009 20",
                            "c: CONFIG SET cluster-replica-no-failover yes",
                            "await synced",
                            "c: CLIENT PAUSE 16000 ALL",
                            "kill C",
                            "await failed C"));

            Report report =
                    repair(seeds(patient, "A"), List.of("owner-dead:10922-16383", "owner-dead-replica:10922-16383"));

            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(patient.owners("12000-12009"))
                    .containsOnly(patient.node("c").id());
            assertThat(patient.present(ledger)).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_node_that_does_not_say_what_it_holds_is_not_taken_for_empty(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger)
                    .carryOut(List.of(
                            "keys 609 40",
                            "open 609 A B",
                            "move 609 A B 20",
                            "A: CLUSTER SETSLOT {609} STABLE",
                            "B: ACL SETUSER default -info"));

            Report dry = Stack.result(Stack.withWorker()
                    .start(
                            "Repair",
                            Stack.newId("mute"),
                            Map.of("cluster", seeds(patient, "A"), "slots", "609", "dryRun", true)));

            assertThat(dry.findings()).extracting(Finding::sentence).anyMatch(said -> said.contains("+info"));
            assertThat(dry.repairs()).as("no mark is cleared").isEmpty();
            new Breaker(patient, ledger).carryOut(List.of("B: ACL SETUSER default +info"));
            assertThat(repair(seeds(patient, "A"), List.of()).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
        }
    }

    /** Such a server refuses PING, and all else works. */
    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_node_that_cannot_save_is_asked_all_the_same(boolean valkey) throws Exception {
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(List.of("keys 609 40", "open 609 A B"));
            Files.createDirectory(patient.node("B").process().folder().resolve("dump.rdb"));
            cluster.ask(patient.node("B"), "CONFIG", "SET", "save", "3600 1");
            cluster.ask(patient.node("B"), "BGSAVE");
            Await.until("B refuses PING", LIMIT, () -> refusesPing(cluster, patient));

            Report report = repair(seeds(patient, "B"), List.of());

            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.findings())
                    .extracting(Finding::code)
                    .contains("cannot-persist")
                    .doesNotContain("node-unreachable");
            new Breaker(patient, ledger).carryOut(List.of("B: CONFIG SET stop-writes-on-bgsave-error no"));
            assertThat(Health.await(patient, ledger, LIMIT)).isEmpty();
            assertThat(patient.owners("609")).containsOnly(patient.node("A").id());
        }
    }

    private static boolean refusesPing(LocalCluster cluster, Patient patient) {
        try {
            return cluster.ask(patient.node("B"), "PING").contains("MISCONF");
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).contains("MISCONF");
        }
    }

    private static String reasons(Report report) {
        return String.join(
                "\n", report.parked().stream().map(ParkedSlots::reason).toList());
    }

    private static String seeds(Patient patient, String actor) {
        return patient.node(actor).address();
    }

    private static Report repair(String seeds, List<String> consent) throws Exception {
        return Stack.result(Stack.withWorker()
                .start("Repair", Stack.newId("silent"), Map.of("cluster", seeds, "consent", consent)));
    }

    private static LocalCluster cluster(boolean valkey) {
        return LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .emptyPrimaries(1)
                .replicasPerPrimary(1)
                .start();
    }
}
