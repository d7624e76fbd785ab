package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody gives a slot to its target in the moment between our marks and our first look at its keys: the servers delete all of them, and a run that finds the slot where it was to go must not call that a success. */
class GivenEarlyIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    static Stream<ServerBinary> servers() {
        return Stream.of(Stack.server(false), Stack.server(true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_slot_given_away_before_the_first_look_is_named(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                LocalCluster.of(server).primaries(3).replicasPerPrimary(0).start()) {
            Patient patient = new Patient(cluster);
            Breaker breaker = new Breaker(patient, new Ledger());
            breaker.carryOut(List.of("keys 600-601 20"));
            stack.worker().stop();
            WorkerProcess held = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_DRAIN_LOOK"));
            WorkflowStub run = stack.start(
                    Stack.newId("early"),
                    Map.of("cluster", patient.seeds(), "to", patient.node("B").address(), "slots", "600-601"));
            Await.until(
                    "the worker to stop before it looks", LIMIT, () -> CrashPointIT.reached(held, "BEFORE_DRAIN_LOOK"));

            breaker.carryOut(List.of("B: CLUSTER SETSLOT 600 NODE {B}"));
            Await.until("the source to delete the keys", LIMIT, () -> cluster.ask(
                            patient.node("A"), "CLUSTER", "COUNTKEYSINSLOT", "600")
                    .equals("0"));
            held.thaw();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.PARTIAL);
            assertThat(report.findings())
                    .filteredOn(finding -> finding.code().equals("keys-lost"))
                    .singleElement()
                    .extracting(Finding::slots)
                    .isEqualTo(SlotSet.of(600));
            assertThat(report.slotsMoved()).as("the other one").isEqualTo(1);
        }
    }
}
