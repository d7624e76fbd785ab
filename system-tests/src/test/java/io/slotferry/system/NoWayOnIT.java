package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Health;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no waiting mends: the run ends and says so, and does not keep a repair from the cluster. */
class NoWayOnIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String CONSENT = "uncovered-slot-with-keys:609";

    static Stream<ServerBinary> servers() {
        return Stream.of(Stack.server(false), Stack.server(true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_run_whose_target_was_forgotten_ends_and_leaves_the_rest_to_a_repair(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).emptyPrimaries(1).start()) {
            Patient patient = new Patient(cluster);
            LabNode target = patient.node("D");
            new Breaker(patient, new Ledger()).carryOut(List.of("keys 600-609 20", "keys 6000-6009 20"));
            WorkflowStub run = slowly(stack, patient, target, "600-609,6000-6009", 20);
            Await.until("keys to move", LIMIT, () -> Stack.progress(run).keysMoved() > 25);

            target.process().kill();
            for (LabNode node : cluster.primaries()) {
                if (node != target) {
                    cluster.ask(node, "CLUSTER", "FORGET", target.id());
                }
            }

            // The slots that the target had got by then have no owner any more: a run that moved any is no success.
            assertThatThrownBy(() -> Stack.result(run)).hasStackTraceContaining("does not name the new owner");
            Report report = Stack.memo(run);
            assertThat(report.parked()).isNotEmpty().allSatisfy(slots -> assertThat(slots.next())
                    .contains("./slotferry repair"));
            assertThat(report.seconds()).isLessThan(90);
            Report repaired =
                    Stack.result(stack.start("Repair", Stack.newId("after"), Map.of("cluster", patient.seeds())));
            assertThat(repaired.state()).as(repaired.headline()).isNotEqualTo(RunState.FAILED);
            assertThat(cluster.openMarks()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_run_under_which_somebody_deletes_slots_ends_and_leaves_the_rest_to_a_repair(ServerBinary server)
            throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server).primaries(3).start()) {
            Patient patient = new Patient(cluster);
            Ledger keys = new Ledger();
            new Breaker(patient, keys).carryOut(List.of("keys 600-609 20"));
            WorkflowStub run = slowly(stack, patient, patient.node("B"), "600-609", 20);
            Await.until("keys to move", LIMIT, () -> Stack.progress(run).keysMoved() > 25);

            for (LabNode node : cluster.primaries()) {
                cluster.ask(node, "CLUSTER", "DELSLOTS", "609");
            }

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.PARTIAL);
            assertThat(report.seconds()).isLessThan(60);
            assertThat(report.parked())
                    .anySatisfy(slots -> assertThat(slots.reason()).contains("nobody owns slot 609"))
                    .allSatisfy(slots -> assertThat(slots.next()).contains("./slotferry repair"));
            Report repaired = Stack.result(stack.start(
                    "Repair", Stack.newId("after"), Map.of("cluster", patient.seeds(), "consent", List.of(CONSENT))));
            assertThat(repaired.state()).as(repaired.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(Health.await(patient, keys, LIMIT)).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void slots_that_somebody_else_has_moved_meanwhile_are_not_waited_for(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server).primaries(3).start()) {
            Patient patient = new Patient(cluster);
            LabNode third = patient.node("C");
            new Breaker(patient, new Ledger()).carryOut(List.of("keys 600-603 20"));
            WorkflowStub run = slowly(stack, patient, patient.node("B"), "600-609", 10);
            Await.until("keys to move", LIMIT, () -> Stack.progress(run).keysMoved() > 4);

            for (LabNode node : List.of(third, patient.node("A"), patient.node("B"))) {
                for (int slot = 605; slot <= 609; slot++) {
                    cluster.ask(node, "CLUSTER", "SETSLOT", "" + slot, "NODE", third.id());
                }
            }

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.PARTIAL);
            assertThat(report.slotsMoved()).isEqualTo(5);
            assertThat(report.seconds()).isLessThan(25);
            assertThat(report.parked()).singleElement().satisfies(slots -> assertThat(slots.reason())
                    .contains(third.address(), "owns it now"));
            assertThat(cluster.openMarks()).isEmpty();
        }
    }

    private static WorkflowStub slowly(Stack stack, Patient patient, LabNode to, String slots, int keysPerSecond)
            throws Exception {
        return stack.start(
                Stack.newId("no-way-on"),
                Map.of(
                        "cluster",
                        patient.seeds(),
                        "to",
                        to.address(),
                        "slots",
                        slots,
                        "pace",
                        Map.of("keysPerMigrate", 2, "keysPerSecond", keysPerSecond)));
    }
}
