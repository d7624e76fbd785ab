package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.SlotTags;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Valkey 9 has several databases in a cluster: a slot is empty only when it is empty in each of them, and the server deletes what a mover forgot in the others. */
class DatabasesIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final List<Integer> DATABASES = List.of(0, 1, 7, 15);

    private static LocalCluster cluster;
    private static Patient patient;

    /** The tests share it and have slots of their own; each but the one that leaves a conflict ends with a healthy cluster. */
    @BeforeAll
    static void aClusterOfSeveralDatabases() {
        ServerBinary server = Stack.server(true);
        assumeTrue(server.valkey() && server.major() >= 9, "only Valkey 9 and later has databases in a cluster");
        cluster = LocalCluster.of(server)
                .primaries(3)
                .replicasPerPrimary(1)
                .config("cluster-databases", "16")
                .start();
        patient = new Patient(cluster);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void a_move_takes_the_keys_of_all_databases_along() throws Exception {
        write("A", 0, 99, DATABASES);
        ReshardRequest request =
                Requests.paced(cluster.seed(), patient.node("B").id(), "0-99", null, null, 0, DatabasesIT.class);

        Report report = Stack.result(Stack.withWorker().start("Reshard", Stack.newId("databases"), request));

        assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.keysMoved()).isEqualTo(100L * DATABASES.size());
        assertThat(Health.await(patient, nothing(), LIMIT)).isEmpty();
        assertAllAt("B", 0, 99, DATABASES);
    }

    @Test
    void the_server_takes_the_keys_of_all_databases_along_too() throws Exception {
        write("A", 200, 299, DATABASES);
        ReshardRequest request =
                Requests.by("atomic", cluster.seed(), patient.node("B").id(), "200-299", null, DatabasesIT.class);

        Report report = Stack.result(Stack.withWorker().start("Reshard", Stack.newId("databases"), request));

        assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.notes()).noneMatch(note -> note.contains("key by key"));
        assertThat(Health.await(patient, nothing(), LIMIT)).isEmpty();
        assertAllAt("B", 200, 299, DATABASES);
    }

    @Test
    void a_half_moved_slot_whose_keys_are_in_another_database_is_finished() throws Exception {
        write("A", 600, 619, List.of(7));
        open("A", "B", 600, 619);
        moveOne("A", "B", 600, 609, 7);

        assertHeals(Map.of());

        assertAllAt("B", 600, 609, List.of(7));
        assertThat(keys("A", 7, 600, 619) + keys("B", 7, 600, 619)).isEqualTo(20);
    }

    @Test
    void a_half_moved_slot_whose_keys_are_in_another_database_goes_back() throws Exception {
        write("A", 700, 719, List.of(1, 15));
        open("A", "B", 700, 719);
        moveOne("A", "B", 700, 709, 15);

        assertHeals(Map.of("back", true));

        assertAllAt("A", 700, 719, List.of(1, 15));
    }

    @Test
    void an_importer_is_not_empty_because_database_0_is() throws Exception {
        write("A", 800, 800, List.of(7));
        open("A", "B", 800, 800);
        moveOne("A", "B", 800, 800, 7);
        cluster.ask(patient.node("A"), "CLUSTER", "SETSLOT", "800", "STABLE");

        assertHeals(Map.of());

        long atSource = keys("A", 7, 800, 800);
        assertThat(atSource + keys("B", 7, 800, 800)).isEqualTo(1);
        assertThat(patient.owners("800"))
                .containsOnly(patient.node(atSource == 1 ? "A" : "B").id());
    }

    @Test
    void copies_in_another_database_are_compared_there() throws Exception {
        write("A", 900, 904, DATABASES);
        open("A", "B", 900, 904);
        write("B", 900, 903, List.of(1));
        at("B", 1, connection -> asking(connection, "SET", key(904), "differs"));

        Report report = Stack.result(repair(Map.of()));

        assertThat(report.findings()).as(report.toString()).anyMatch(finding -> finding.sentence()
                .contains(key(904)));
        assertThat(value("A", 904, 1)).isEqualTo(valueOf(904, 1));
        assertThat(value("B", 904, 1)).isEqualTo("differs");
        for (int slot = 900; slot < 904; slot++) {
            assertThat(patient.owners("" + slot)).containsOnly(patient.node("B").id());
        }
        assertAllAt("B", 900, 903, DATABASES);

        at("B", 1, connection -> asking(connection, "DEL", key(904)));
        assertHeals(Map.of());
    }

    @Test
    void keys_that_were_stranded_in_another_database_come_home() throws Exception {
        write("A", 1000, 1009, List.of(0));
        open("A", "B", 1000, 1009);
        write("B", 1000, 1009, List.of(7));
        for (String actor : List.of("A", "B")) {
            each(1000, 1009, slot -> cluster.ask(patient.node(actor), "CLUSTER", "SETSLOT", "" + slot, "STABLE"));
        }

        assertHeals(Map.of());

        assertAllAt("A", 1000, 1009, List.of(0, 7));
    }

    @Test
    void printed_commands_stop_before_a_key_of_another_database_is_lost() throws Exception {
        write("A", 1100, 1100, List.of(7));
        open("A", "B", 1100, 1100);
        write("B", 1100, 1100, List.of(1));
        cluster.ask(patient.node("A"), "CLUSTER", "SETSLOT", "1100", "STABLE");
        List<String> commands =
                Stack.result(repair(Map.of("asCommands", true, "dryRun", true))).commands();
        write("A", 1100, 1100, List.of(3));

        assertThatThrownBy(() -> ManualCommandsIT.run(cluster.binary(), commands, 0))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("slot 1100: keys are left on the source: ask for the commands again");
        List<String> again =
                Stack.result(repair(Map.of("asCommands", true, "dryRun", true))).commands();
        ManualCommandsIT.run(cluster.binary(), again, 0);

        assertThat(Health.await(patient, nothing(), LIMIT)).isEmpty();
        assertAllAt("B", 1100, 1100, List.of(1, 3, 7));
    }

    private void assertHeals(Map<String, ?> fields) throws Exception {
        Report report = Stack.result(repair(fields));
        assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Health.await(patient, nothing(), LIMIT)).isEmpty();
    }

    private WorkflowStub repair(Map<String, ?> fields) {
        TreeMap<String, Object> request = new TreeMap<>(fields);
        request.put("cluster", cluster.seed());
        return Stack.withWorker().start("Repair", Stack.newId("repair"), request);
    }

    /** Health counts every key against this; the databases are looked at by the tests themselves. */
    private static Ledger nothing() {
        Ledger ledger = new Ledger();
        ledger.shared();
        return ledger;
    }

    private void write(String actor, int first, int last, List<Integer> databases) throws IOException {
        for (int database : databases) {
            at(actor, database, connection -> {
                for (int slot = first; slot <= last; slot++) {
                    asking(connection, "SET", key(slot), valueOf(slot, database));
                }
            });
        }
    }

    private void open(String from, String to, int first, int last) {
        LabNode source = patient.node(from);
        LabNode target = patient.node(to);
        each(first, last, slot -> {
            cluster.ask(target, "CLUSTER", "SETSLOT", "" + slot, "IMPORTING", source.id());
            cluster.ask(source, "CLUSTER", "SETSLOT", "" + slot, "MIGRATING", target.id());
        });
    }

    private void moveOne(String from, String to, int first, int last, int database) throws IOException {
        String[] address = patient.node(to).address().split(":");
        at(from, database, connection -> {
            for (int slot = first; slot <= last; slot++) {
                assertThat(connection.text("MIGRATE", address[0], address[1], key(slot), "" + database, "5000"))
                        .isEqualTo("OK");
            }
        });
    }

    private void assertAllAt(String actor, int first, int last, List<Integer> databases) throws IOException {
        for (int database : databases) {
            for (int slot = first; slot <= last; slot++) {
                assertThat(value(actor, slot, database))
                        .as("slot %d, database %d", slot, database)
                        .isEqualTo(valueOf(slot, database));
            }
        }
    }

    private String value(String actor, int slot, int database) throws IOException {
        String[] value = new String[1];
        at(actor, database, connection -> value[0] = asking(connection, "GET", key(slot)));
        return value[0];
    }

    private long keys(String actor, int database, int first, int last) throws IOException {
        long[] count = new long[1];
        at(actor, database, connection -> {
            for (int slot = first; slot <= last; slot++) {
                count[0] += (long) connection.call("CLUSTER", "COUNTKEYSINSLOT", "" + slot);
            }
        });
        return count[0];
    }

    private void at(String actor, int database, Talk talk) throws IOException {
        try (RespConnection connection = cluster.connect(patient.node(actor))) {
            assertThat(connection.text("SELECT", "" + database)).isEqualTo("OK");
            talk.with(connection);
        }
    }

    private static String asking(RespConnection connection, String... command) throws IOException {
        connection.text("ASKING");
        return connection.text(command);
    }

    private static void each(int first, int last, java.util.function.IntConsumer slot) {
        IntStream.rangeClosed(first, last).forEach(slot);
    }

    private static String key(int slot) {
        return "{" + SlotTags.of(slot) + "}k";
    }

    private static String valueOf(int slot, int database) {
        return "value of " + slot + " in " + database;
    }

    /** What is said on one connection. */
    private interface Talk {
        void with(RespConnection connection) throws IOException;
    }
}
