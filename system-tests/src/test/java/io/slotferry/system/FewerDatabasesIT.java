package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.Ports;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.SlotTags;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A and C have 16 databases, B has one: what A holds in database 3 has nowhere to go there, and nothing may be half moved for it. */
class FewerDatabasesIT {

    private static LocalCluster cluster;
    private static Patient patient;

    @BeforeAll
    static void aClusterWithOneSmallNode() {
        ServerBinary server = Stack.server(true);
        assumeTrue(server.valkey() && server.major() >= 9, "only Valkey 9 and later has databases in a cluster");
        List<Integer> ports = List.of(Ports.free(Ports.BUS), Ports.free(Ports.BUS), Ports.free(Ports.BUS));
        cluster = LocalCluster.of(server)
                .primaries(3)
                .ports(ports)
                .nodeConfig(port -> Map.of("cluster-databases", port == ports.get(1) ? "1" : "16"))
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
    void a_move_to_a_node_without_the_database_is_refused() throws Exception {
        write("A", 3, 100);

        assertThatThrownBy(() ->
                        Stack.result(Stack.withWorker().start("Reshard", Stack.newId("databases"), reshard("B", 100))))
                .hasStackTraceContaining("only 1 database (cluster-databases)");

        assertThat(value("A", 3, 100)).isEqualTo("in 3");
    }

    @Test
    void a_slot_that_gets_such_keys_during_the_run_is_parked_whole() throws Exception {
        for (int slot = 11_000; slot < 11_100; slot++) {
            write("C", 0, slot);
        }
        ReshardRequest slow = Requests.paced(
                cluster.seed(), patient.node("B").id(), "11000-11099", null, null, 10, FewerDatabasesIT.class);
        WorkflowStub run = Stack.withWorker().start("Reshard", Stack.newId("databases"), slow);
        Await.until("the first slot moved", Duration.ofSeconds(20), () -> patient.owners("11000")
                .equals(Set.of(patient.node("B").id())));
        write("C", 3, 11_099);

        Report report = Stack.result(run);

        assertThat(report.parked()).as(report.toString()).anyMatch(parked -> parked.reason()
                .startsWith("slot 11099 has keys in database 3 of "));
        assertThat(value("C", 0, 11_099)).isEqualTo("in 0");
        assertThat(value("C", 3, 11_099)).isEqualTo("in 3");
        assertThat(report.slotsMoved()).isEqualTo(99);
        assertThat(patient.owners("11099")).containsOnly(patient.node("C").id());
    }

    @Test
    void an_open_slot_that_cannot_be_finished_is_parked_with_the_reason() throws Exception {
        write("A", 0, 200);
        write("A", 0, 200, "rest");
        write("A", 3, 200);
        open("A", "B", 200);
        moveOne("A", "B", 200);

        Report found = Stack.result(
                Stack.withWorker().start("Diagnose", Stack.newId("diagnose"), Map.of("cluster", cluster.seed())));
        assertThat(found.findings())
                .as(found.toString())
                .filteredOn(finding -> finding.code().equals("too-few-databases"))
                .extracting(Finding::sentence)
                .allMatch(sentence -> sentence.contains("database 3") && sentence.contains("only 1 database"))
                .hasSize(1);

        Report report = Stack.result(Stack.withWorker().start("Repair", Stack.newId("repair"), request(200)));

        assertThat(report.parked())
                .as(report.toString())
                .anyMatch(parked -> parked.reason().contains("slot 200 has keys in database 3 of ")
                        && parked.reason().contains("only 1 database (cluster-databases)")
                        && parked.next().contains("raise cluster-databases above 3"));
        assertThat(value("A", 3, 200)).isEqualTo("in 3");
        assertThat(value("A", 0, 200, "rest")).as("not moved any further").isEqualTo("in 0");

        cluster.ask(patient.node("A"), "CLUSTER", "SETSLOT", "200", "STABLE");
        moveOne("B", "A", 200);
        close("B", "A", 200);
    }

    @Test
    void a_plan_counts_the_keys_of_all_databases() throws Exception {
        write("A", 0, 500);
        write("A", 3, 500);
        TreeMap<String, Object> plan = new TreeMap<>(request(500));
        plan.put("to", patient.node("C").id());
        plan.put("dryRun", true);

        Report report = Stack.result(Stack.withWorker().start("Reshard", Stack.newId("plan"), plan));

        assertThat(report.headline()).as(report.toString()).contains("2 keys");
    }

    @Test
    void a_big_key_of_another_database_is_met_before_its_slot_is_opened() throws Exception {
        at("A", 3, connection -> connection.text("SETRANGE", key(600, "big"), "" + (32 << 20), "x"));
        TreeMap<String, Object> request = new TreeMap<>(request(600));
        request.put("to", patient.node("C").id());
        request.put("bigKeys", Map.of("policy", "skip", "stallMsMax", 1));

        Report report = Stack.result(Stack.withWorker().start("Reshard", Stack.newId("big"), request));

        assertThat(report.parked()).as(report.toString()).anyMatch(parked -> parked.reason()
                .contains("\" of database 3 of slot 600 takes 32 MB"));
        assertThat(report.findings())
                .as(report.toString())
                .anyMatch(finding ->
                        finding.code().equals("big-key") && finding.sentence().contains("\" of database 3"));
        assertThat(patient.owners("600")).containsOnly(patient.node("A").id());
    }

    @Test
    void the_rest_of_an_open_slot_is_counted_and_named_in_all_databases() throws Exception {
        write("A", 0, 300);
        write("A", 3, 300);
        open("A", "C", 300);

        Report found = Stack.result(
                Stack.withWorker().start("Diagnose", Stack.newId("diagnose"), Map.of("cluster", cluster.seed())));
        assertThat(found.findings())
                .as(found.toString())
                .filteredOn(finding -> finding.code().equals("open-slot-rest")
                        && finding.slots().contains(300))
                .extracting(Finding::sentence)
                .allMatch(sentence -> sentence.contains("2 keys are still") && sentence.contains("\" of database 3"))
                .hasSize(1);
        close("C", "A", 300);
    }

    @Test
    void a_copy_that_differs_is_named_with_its_database() throws Exception {
        write("A", 3, 400);
        open("A", "C", 400);
        at("C", 3, connection -> asking(connection, "SET", key(400, "k"), "differs"));

        Report found = Stack.result(
                Stack.withWorker().start("Diagnose", Stack.newId("diagnose"), Map.of("cluster", cluster.seed())));

        Finding conflict = found.findings().stream()
                .filter(finding -> finding.code().equals("conflicting-key"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(found.toString()));
        assertThat(conflict.sentence()).contains("\"" + key(400, "k") + "\" of database 3");
        assertThat(conflict.next()).startsWith("SELECT the database");
        at("C", 3, connection -> asking(connection, "DEL", key(400, "k")));
        close("C", "A", 400);
    }

    private static ReshardRequest reshard(String to, int slot) {
        return Requests.paced(cluster.seed(), patient.node(to).id(), "" + slot, null, null, 0, FewerDatabasesIT.class);
    }

    private static Map<String, Object> request(int slot) {
        TreeMap<String, Object> request = new TreeMap<>();
        request.put("cluster", cluster.seed());
        request.put("slots", "" + slot);
        return request;
    }

    private static void open(String from, String to, int slot) {
        LabNode source = patient.node(from);
        LabNode target = patient.node(to);
        cluster.ask(target, "CLUSTER", "SETSLOT", "" + slot, "IMPORTING", source.id());
        cluster.ask(source, "CLUSTER", "SETSLOT", "" + slot, "MIGRATING", target.id());
    }

    private static void close(String target, String source, int slot) {
        for (String actor : List.of(target, source)) {
            cluster.ask(patient.node(actor), "CLUSTER", "SETSLOT", "" + slot, "STABLE");
        }
    }

    private static void moveOne(String from, String to, int slot) throws IOException {
        String[] address = patient.node(to).address().split(":");
        at(from, 0, connection -> assertThat(
                        connection.text("MIGRATE", address[0], address[1], key(slot, "k"), "0", "5000"))
                .isEqualTo("OK"));
    }

    private static void write(String actor, int database, int slot) throws IOException {
        write(actor, database, slot, "k");
    }

    private static void write(String actor, int database, int slot, String name) throws IOException {
        at(actor, database, connection -> assertThat(connection.text("SET", key(slot, name), "in " + database))
                .isEqualTo("OK"));
    }

    private static String value(String actor, int database, int slot) throws IOException {
        return value(actor, database, slot, "k");
    }

    private static String value(String actor, int database, int slot, String name) throws IOException {
        String[] value = new String[1];
        at(actor, database, connection -> value[0] = asking(connection, "GET", key(slot, name)));
        return value[0];
    }

    private static String key(int slot, String name) {
        return "{" + SlotTags.of(slot) + "}" + name;
    }

    private static String asking(RespConnection connection, String... command) throws IOException {
        connection.text("ASKING");
        return connection.text(command);
    }

    private static void at(String actor, int database, Talk talk) throws IOException {
        try (RespConnection connection = cluster.connect(patient.node(actor))) {
            assertThat(connection.text("SELECT", "" + database)).isEqualTo("OK");
            talk.with(connection);
        }
    }

    /** What is said on one connection. */
    private interface Talk {
        void with(RespConnection connection) throws IOException;
    }
}
