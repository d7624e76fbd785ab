package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node that a request names is only where a run begins: it may die as any other, and the worker that knew the rest with it. */
class LostSeedIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_reshard_ends_without_its_seed_and_its_first_worker(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(valkey)) {
            Keyspace keys = Keyspace.of(16_000, 3);
            keys.load(cluster);
            LabNode seed = cluster.replicasOf(cluster.primaries().get(1)).get(0);
            LabNode target = cluster.emptyPrimaries().get(0);
            WorkflowStub run = stack.start(
                    Stack.newId("lost-seed"),
                    Requests.paced(seed.address(), target.address(), "0-999", null, null, 200, LostSeedIT.class));
            Await.until("some slots moved", LIMIT, () -> Stack.progress(run).slotsMoved() > 0);

            seed.process().kill();
            stack.worker().kill();
            stack.newWorker();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(1_000);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(keys.readBack(cluster).clean()).isTrue();
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_repair_ends_without_its_seed_and_its_first_worker(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(valkey)) {
            Patient patient = new Patient(cluster);
            Ledger ledger = new Ledger();
            new Breaker(patient, ledger).carryOut(List.of("keys 609 60", "open 609 A B", "move 609 A B 10"));
            LabNode seed = patient.node("c");
            stack.worker().kill();
            WorkflowStub run = stack.start("Repair", Stack.newId("lost-seed"), Map.of("cluster", seed.address()));
            CompletableFuture<?> slow =
                    CompletableFuture.supplyAsync(() -> run.update("tune", PaceLimits.class, Requests.pace(5)));
            stack.newWorker();
            Await.until(
                    "keys travel",
                    LIMIT,
                    () -> Integer.parseInt(cluster.ask(patient.node("A"), "CLUSTER", "COUNTKEYSINSLOT", "609")) < 48);
            assertThat(slow).succeedsWithin(LIMIT);

            seed.process().kill();
            stack.worker().kill();
            stack.newWorker();

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.openMarks()).isEmpty();
            assertThat(patient.present(ledger)).isEqualTo(60);
        }
    }

    private static LocalCluster cluster(boolean valkey) {
        return LocalCluster.of(Stack.server(valkey))
                .primaries(3)
                .emptyPrimaries(1)
                .replicasPerPrimary(1)
                .start();
    }
}
