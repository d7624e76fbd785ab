package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.gallery.Breaker;
import io.slotferry.gallery.Ledger;
import io.slotferry.gallery.Patient;
import io.slotferry.lab.Await;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords that are rotated under a run: the worker reads their files again, for its own connections and for MIGRATE. */
@ExtendWith(Matrix.class)
class RotationIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NEW_WORKER_PASSWORD = Secured.WORKER_PASSWORD + "-2";
    private static final String NEW_MOVER_PASSWORD = Secured.MOVER_PASSWORD + "-2";

    static List<ServerBinary> servers() {
        return List.of(Stack.server(false), Stack.server(true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_run_goes_on_with_the_new_passwords(ServerBinary server, @TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Secured.cluster(server).start()) {
            new Secured(cluster, folder).users();
            Patient patient = new Patient(cluster);
            new Breaker(patient, new Ledger()).carryOut(List.of("keys 600-659 10"));
            stack.worker().stop();
            stack.newWorker(environment(cluster, folder));
            WorkflowStub run = slowly(stack, patient.node("D"), "600-659");
            Await.until("keys to move", LIMIT, () -> Stack.progress(run).keysMoved() > 30);

            everywhere(cluster, "ACL", "SETUSER", Secured.MOVER, ">" + NEW_MOVER_PASSWORD);
            Files.writeString(folder.resolve("mover.password"), NEW_MOVER_PASSWORD);
            everywhere(cluster, "ACL", "SETUSER", Secured.WORKER, "resetpass", ">" + NEW_WORKER_PASSWORD);
            Files.writeString(folder.resolve("worker.password"), NEW_WORKER_PASSWORD);
            everywhere(cluster, "CLIENT", "KILL", "USER", Secured.WORKER);
            long before = Stack.progress(run).keysMoved();
            Await.until("keys to move on", LIMIT, () -> Stack.progress(run).keysMoved() > before + 120);
            everywhere(cluster, "ACL", "SETUSER", Secured.MOVER, "<" + Secured.MOVER_PASSWORD);

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.keysMoved()).isEqualTo(600);
        } finally {
            stack.worker().stop();
        }
    }

    /** MIGRATE's login fails, and the keys behind it arrive all the same: a client that deletes one of them on the source must not meet it again. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void no_copy_stays_on_the_target_while_the_worker_has_the_old_password(ServerBinary server, @TempDir Path folder)
            throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Secured.cluster(server).start()) {
            Secured secured = new Secured(cluster, folder).users();
            everywhere(cluster, "ACL", "SETUSER", Secured.WORKER, "+del");
            Patient patient = new Patient(cluster);
            LabNode source = patient.node("A");
            LabNode target = patient.node("D");
            new Breaker(patient, new Ledger()).carryOut(List.of("keys 600-629 20"));
            stack.worker().stop();
            stack.newWorker(environment(cluster, folder));
            WorkflowStub run = slowly(stack, target, "600-629");
            Await.until("keys to move", LIMIT, () -> Stack.progress(run).keysMoved() > 30);

            secured.user(
                    target, Secured.MOVER, NEW_MOVER_PASSWORD, secured.acl().migrate());
            Await.until("the login to fail", LIMIT, () -> Stack.progress(run)
                    .waitingFor()
                    .contains("WRONGPASS"));
            Set<String> copies = keys(cluster, source);
            copies.retainAll(keys(cluster, target));
            assertThat(copies).isEmpty();
            Files.writeString(folder.resolve("mover.password"), NEW_MOVER_PASSWORD);

            Report report = Stack.result(run);
            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.findings()).extracting(Finding::code).doesNotContain("may-be-stale", "conflicting-key");
            assertThat(keys(cluster, target)).hasSize(600);
        } finally {
            stack.worker().stop();
        }
    }

    private static WorkflowStub slowly(Stack stack, LabNode to, String slots) throws Exception {
        return stack.start(
                Stack.newId("rotated"),
                Map.of(
                        "cluster",
                        Secured.NAME,
                        "to",
                        to.address(),
                        "slots",
                        slots,
                        "pace",
                        Map.of("keysPerSecond", 60, "keysPerMigrate", 5)));
    }

    private static Set<String> keys(LocalCluster cluster, LabNode node) throws IOException {
        Set<String> keys = new TreeSet<>();
        try (RespConnection connection = cluster.connect(node)) {
            for (int slot = 600; slot < 630; slot++) {
                if (connection.call("CLUSTER", "GETKEYSINSLOT", "" + slot, "100") instanceof List<?> names) {
                    names.forEach(name -> keys.add(Snapshot.text(name)));
                }
            }
        }
        return keys;
    }

    private static Map<String, String> environment(LocalCluster cluster, Path folder) throws Exception {
        Files.writeString(folder.resolve("worker.password"), Secured.WORKER_PASSWORD);
        Files.writeString(folder.resolve("mover.password"), Secured.MOVER_PASSWORD);
        Path file = Files.writeString(
                folder.resolve("slotferry.yaml"),
                String.join(
                        "\n    ",
                        "clusters:\n  " + Secured.NAME + ":",
                        "seeds: [\"" + cluster.seed() + "\"]",
                        "user: " + Secured.WORKER,
                        "passwordFile: worker.password",
                        "migrateUser: " + Secured.MOVER,
                        "migratePasswordFile: mover.password"));
        return Map.of("SLOTFERRY_CONFIG", file.toString());
    }

    private static void everywhere(LocalCluster cluster, String... command) {
        for (LabNode node : cluster.nodes()) {
            cluster.ask(node, command);
        }
    }
}
