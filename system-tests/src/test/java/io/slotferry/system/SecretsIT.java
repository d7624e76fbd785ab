package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster with a password: refused in words without it, moved with it, and the password is nowhere but in its file. */
class SecretsIT {

    private static final String SECRET = "correct-horse-battery-staple";

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_password_lives_in_the_worker_only(boolean valkey, @TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        Path config = folder.resolve("slotferry.yaml");
        Path password = folder.resolve("password");
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            Keyspace keys = Keyspace.of(2_000, 11);
            keys.load(cluster);
            Files.writeString(
                    config,
                    "clusters:\n  locked:\n    seeds: [\"" + cluster.seed() + "\"]\n    passwordFile: " + password
                            + "\n");
            Files.writeString(password, "not-" + SECRET);
            stack.worker().stop();
            WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_CONFIG", config.toString()));
            lock(cluster, SECRET);
            String target = cluster.emptyPrimaries().get(0).address();

            ApplicationFailure without = stack.refusal(ReshardRequest.to(cluster.seed(), target, "0-9", null));
            ApplicationFailure wrong = stack.refusal(ReshardRequest.to("locked", target, "0-9", null));
            Files.writeString(password, SECRET + "\n");
            WorkflowStub run = stack.start(Stack.newId("secret"), ReshardRequest.to("locked", target, null, 500L));

            assertThat(Stack.result(run).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(without.getType()).isEqualTo(FailureTypes.CLUSTER_UNREACHABLE);
            assertThat(without.getOriginalMessage()).contains("password").contains(cluster.seed());
            assertThat(wrong.getType()).isEqualTo(FailureTypes.CLUSTER_UNREACHABLE);
            assertThat(wrong.getOriginalMessage()).contains("refuses the configured user and password");
            assertThat(stack.historyText(run)).contains("SetSlotsNode").doesNotContain(SECRET);
            assertThat(Files.readString(worker.log())).doesNotContain(SECRET);
            assertThat(commandLine(worker.pid())).doesNotContain(SECRET);
            unlock(cluster);
            assertThat(keys.readBack(cluster).clean()).isTrue();
            assertThat(cluster.openMarks()).isEmpty();
        } finally {
            stack.worker().stop();
        }
    }

    private static String commandLine(long pid) throws IOException {
        Path arguments = Path.of("/proc/" + pid + "/cmdline");
        return Files.exists(arguments) ? Files.readString(arguments) : "";
    }

    private static void lock(LocalCluster cluster, String password) {
        for (LabNode node : cluster.nodes()) {
            cluster.ask(node, "CONFIG", "SET", "masterauth", password);
            cluster.ask(node, "CONFIG", "SET", "requirepass", password);
        }
    }

    private static void unlock(LocalCluster cluster) throws IOException {
        for (LabNode node : cluster.nodes()) {
            try (RespConnection connection = RespConnection.open(node.address(), Duration.ofSeconds(2))) {
                connection.text("AUTH", SECRET);
                connection.text("CONFIG", "SET", "requirepass", "");
            }
        }
    }
}
