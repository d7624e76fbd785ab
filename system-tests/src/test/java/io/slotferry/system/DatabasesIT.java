package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Valkey 9 has several databases in a cluster: a slot is empty only when it is empty in each of them, and the server deletes what a mover forgot in the others. */
class DatabasesIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final List<Integer> DATABASES = List.of(0, 1, 7, 15);
    private static final String FIRST = "600";

    private LocalCluster cluster;
    private Patient patient;

    @BeforeEach
    void aClusterOfSeveralDatabases() {
        ServerBinary server = Stack.server(true);
        assumeTrue(server.valkey() && server.major() >= 9, "only Valkey 9 and later has databases in a cluster");
        cluster = LocalCluster.of(server)
                .primaries(3)
                .emptyPrimaries(1)
                .replicasPerPrimary(1)
                .config("cluster-databases", "16")
                .start();
        patient = new Patient(cluster);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void a_move_takes_the_keys_of_all_databases_along() throws Exception {
        write("A", 0, 299, DATABASES);
        ReshardRequest request =
                Requests.paced(cluster.seed(), patient.node("D").id(), "0-299", null, null, 0, DatabasesIT.class);

        Report report = Stack.result(Stack.withWorker().start("Reshard", Stack.newId("databases"), request));

        assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.keysMoved()).isEqualTo(300L * DATABASES.size());
        assertThat(Health.await(patient, nothing(), LIMIT)).isEmpty();
        assertAllAt("D", 0, 299, DATABASES);
    }

    @Test
    void a_half_moved_slot_whose_keys_are_in_another_database_is_finished() throws Exception {
        write("A", 600, 619, List.of(7));
        open("A", "D", 600, 619);
        moveOne("A", "D", 600, 609, 7);

        assertHeals(Map.of());

        assertAllAt("D", 600, 609, List.of(7));
        assertThat(keys("A", 7) + keys("D", 7)).isEqualTo(20);
    }

    @Test
    void a_half_moved_slot_whose_keys_are_in_another_database_goes_back() throws Exception {
        write("A", 600, 619, List.of(1, 15));
        open("A", "D", 600, 619);
        moveOne("A", "D", 600, 609, 15);

        assertHeals(Map.of("back", true));

        assertAllAt("A", 600, 619, List.of(1, 15));
    }

    @Test
    void an_importer_is_not_empty_because_database_0_is() throws Exception {
        write("A", 600, 600, List.of(7));
        open("A", "D", 600, 600);
        moveOne("A", "D", 600, 600, 7);
        cluster.ask(patient.node("A"), "CLUSTER", "SETSLOT", FIRST, "STABLE");

        assertHeals(Map.of());

        assertThat(keys("A", 7) + keys("D", 7)).isEqualTo(1);
        assertThat(patient.owners(FIRST))
                .containsOnly(patient.node(keys("A", 7) == 1 ? "A" : "D").id());
    }

    @Test
    void copies_in_another_database_are_compared_there() throws Exception {
        write("A", 600, 604, DATABASES);
        open("A", "D", 600, 604);
        write("D", 600, 603, List.of(1));
        at("D", 1, connection -> asking(connection, "SET", key(604), "differs"));

        Report report = Stack.result(repair(Map.of()));

        assertThat(report.findings()).as(report.toString()).anyMatch(finding -> finding.sentence()
                .contains(key(604)));
        assertThat(value("A", 604, 1)).isEqualTo(valueOf(604, 1));
        assertThat(value("D", 604, 1)).isEqualTo("differs");
        for (int slot = 600; slot < 604; slot++) {
            assertThat(patient.owners("" + slot)).containsOnly(patient.node("D").id());
        }
        assertAllAt("D", 600, 603, DATABASES);
    }

    @Test
    void keys_that_were_stranded_in_another_database_come_home() throws Exception {
        write("A", 600, 609, List.of(0));
        open("A", "D", 600, 609);
        write("D", 600, 609, List.of(7));
        for (String actor : List.of("A", "D")) {
            each(600, 609, slot -> cluster.ask(patient.node(actor), "CLUSTER", "SETSLOT", "" + slot, "STABLE"));
        }

        assertHeals(Map.of());

        assertAllAt("A", 600, 609, List.of(0, 7));
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

    private long keys(String actor, int database) throws IOException {
        long[] count = new long[1];
        at(actor, database, connection -> count[0] = (long) connection.call("DBSIZE"));
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
