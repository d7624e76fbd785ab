package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.gallery.Watcher;
import io.slotferry.lab.Await;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What people type on a node while a run moves its slots: the run ends with a report, and after one repair (and one with consent) every key is with its owner. {@code mvn verify -Dit.test=TypedMeanwhileIT -Dtyped=all -Dtyped.destructive=all -Dtyped.servers=redis-7.0,valkey-9.1}; {@code "-Dtyped=B: CLUSTER SETSLOT {600} STABLE; ..."} types that.
 */
class TypedMeanwhileIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
    private static final String SLOTS = "600-619";
    private static final int KEYS_EACH = 20;

    /** With these the servers delete the keys that have not moved yet; the report must not call that a success. */
    private static final List<String> DESTRUCTIVE = List.of(
            "try B: CLUSTER SETSLOT {600-619} NODE {B}",
            "try primaries: CLUSTER SETSLOT {600-619} NODE {B}",
            "try B: CLUSTER SETSLOT {600-619} NODE {B}; try B: CLUSTER BUMPEPOCH",
            "try A: CLUSTER SETSLOT {600-619} STABLE; try B: CLUSTER SETSLOT {600-619} NODE {B}; try B: CLUSTER BUMPEPOCH");

    /** Commands with semicolons between them. A gives to B. */
    private static final List<String> TYPED = List.of(
            "A: CLUSTER SETSLOT {600-619} STABLE",
            "B: CLUSTER SETSLOT {600-619} STABLE",
            "A,B: CLUSTER SETSLOT {600-619} STABLE",
            "try A: CLUSTER SETSLOT {600-619} NODE {B}",
            "try B: CLUSTER SETSLOT {600-619} NODE {A}",
            "try primaries: CLUSTER SETSLOT {600-619} NODE {A}",
            "try C: CLUSTER SETSLOT {600-619} NODE {B}",
            "try A: CLUSTER SETSLOT {600-609} MIGRATING {C}",
            "try B: CLUSTER SETSLOT {600-609} IMPORTING {C}",
            "try C: CLUSTER SETSLOT {600-609} IMPORTING {A}",
            "try C: CLUSTER SETSLOT {600-609} IMPORTING {A}; try A: CLUSTER SETSLOT {600-609} MIGRATING {C}; move 600-609 A C 3",
            "try A: CLUSTER DELSLOTS {600-604}",
            "try B: CLUSTER DELSLOTS {600-604}; try B: CLUSTER ADDSLOTS {600-604}",
            "try C: CLUSTER DELSLOTS {600-604}; try C: CLUSTER ADDSLOTS {600-604}",
            "try A: CLUSTER FORGET {B}",
            "try B: CLUSTER FORGET {A}",
            "try A: CLUSTER BUMPEPOCH; try C: CLUSTER BUMPEPOCH; try B: CLUSTER BUMPEPOCH",
            "try A: CLUSTER RESET; try B: CLUSTER RESET",
            "try A: CLUSTER REPLICATE {B}; try B: CLUSTER REPLICATE {A}",
            "all: CLIENT KILL TYPE normal SKIPME yes");

    @TestFactory
    Stream<DynamicTest> nothing_is_lost() {
        return tests(System.getProperty("typed", ""), TYPED, "redis-7.0", false);
    }

    @TestFactory
    Stream<DynamicTest> what_the_servers_delete_is_no_success() {
        return tests(System.getProperty("typed.destructive", ""), DESTRUCTIVE, "valkey-9.1", true);
    }

    private static Stream<DynamicTest> tests(String given, List<String> all, String server, boolean destructive) {
        List<String> chosen = given.isEmpty() ? all.subList(0, 1) : given.equals("all") ? all : List.of(given);
        List<String> names = List.of(System.getProperty("typed.servers", server).split(",", -1));
        return Stack.everyServer().stream()
                .filter(each -> names.contains(each.name()))
                .flatMap(each -> chosen.stream()
                        .map(steps -> DynamicTest.dynamicTest(
                                steps + " on " + each.name(), () -> typed(each, steps, destructive))));
    }

    private static void typed(ServerBinary server, String steps, boolean destructive) throws Exception {
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).replicasPerPrimary(1).start()) {
            Patient patient = new Patient(cluster);
            Ledger written = new Ledger();
            Breaker breaker = new Breaker(patient, written);
            breaker.carryOut(List.of("keys " + SLOTS + " " + KEYS_EACH));
            List<String> story = new ArrayList<>();
            WorkflowStub run = Stack.withWorker()
                    .start(
                            Stack.newId("typed"),
                            Map.of(
                                    "cluster",
                                    patient.seeds(),
                                    "to",
                                    patient.node("B").address(),
                                    "slots",
                                    SLOTS,
                                    "pace",
                                    Map.of("keysPerMigrate", 2, "keysPerSecond", 100)));
            Report report;
            try (Watcher watcher = Watcher.of(patient, written, Map.of())) {
                Await.until(
                        "a third of the keys moved",
                        LIMIT,
                        () -> Stack.progress(run).keysMoved() > 120);
                for (String step : steps.split(" *; *", -1)) {
                    try {
                        breaker.carryOut(List.of(step));
                        story.add(step);
                    } catch (LabException e) {
                        story.add(step + "  -- refused: " + e.getMessage());
                    }
                }
                try {
                    report = Stack.result(run);
                } catch (Exception e) {
                    System.out.println("FAILED " + e + e.getCause() + Snapshot.of(cluster)
                            + patient.actors().entrySet().stream()
                                    .map(x -> x.getKey() + "=" + x.getValue().address() + " "
                                            + x.getValue().id())
                                    .toList());
                    cluster.nodes()
                            .forEach(n -> System.out.println(
                                    "VIEW " + n.address() + "\n" + cluster.ask(n, "CLUSTER", "NODES")));
                    throw e;
                }
                story.add("run: " + report.headline() + " " + report.parked() + " "
                        + report.findings().stream()
                                .filter(finding -> finding.severity() != Finding.Severity.INFO)
                                .map(Finding::code)
                                .toList());
                story.add("nil for keys read before: " + watcher.wrongNil() + " " + watcher.firstWrong());
            }
            if (destructive) {
                assertThat(report.state()).as(String.join("\n", story)).isEqualTo(RunState.PARTIAL);
                return;
            }
            if (report.state() != RunState.SUCCEEDED) {
                story.add("broken: " + Health.problems(patient, written));
            }
            report = repair(patient, List.of());
            story.add("repair: " + report.headline() + " " + report.parked());
            if (report.state() != RunState.SUCCEEDED) {
                report = repair(
                        patient, report.findings().stream().map(Finding::id).toList());
                story.add("with consent: " + report.headline() + " " + report.parked());
            }
            List<String> problems = Health.await(patient, written, SETTLE_LIMIT);
            assertThat(problems.isEmpty() && report.state() == RunState.SUCCEEDED)
                    .as(String.join("\n", story) + "\nleft: " + problems)
                    .isTrue();
        }
    }

    private static Report repair(Patient patient, List<String> consent) throws Exception {
        TreeMap<String, Object> input = new TreeMap<>(Map.of("cluster", patient.seeds(), "consent", consent));
        return Stack.result(Stack.withWorker().start("Repair", Stack.newId("typed"), input));
    }
}
