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

    /** Two users, everything that can go wrong with them, the worker at its most talkative: nothing it leaves behind holds a secret. */
    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void passwords_of_acl_users_are_nowhere(boolean valkey, @TempDir Path folder) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster =
                Secured.cluster(Stack.server(valkey)).replicasPerPrimary(1).start()) {
            Secured secured = new Secured(cluster, folder).users();
            Keyspace.of(2_000, 29).load(cluster);
            LabNode target = cluster.emptyPrimaries().get(0);
            ReshardRequest request = ReshardRequest.to(Secured.NAME, target.address(), null, 500L);
            Map<String, String> environment = secured.worker();
            environment.put("SLOTFERRY_LOG", "TRACE");
            stack.worker().stop();
            WorkerProcess worker = stack.newWorker(environment);
            SecretSearch search = new SecretSearch(Secured.secrets());
            for (LabNode node : cluster.nodes()) {
                cluster.ask(node, "SLOWLOG", "RESET");
                cluster.ask(node, "CONFIG", "SET", "slowlog-log-slower-than", "0");
                cluster.ask(node, "CONFIG", "SET", "slowlog-max-len", "100000");
            }

            secured.user(target, Secured.MOVER, "another-one", secured.acl().migrate());
            search.text("a refusal", text(stack.refusal(request)));
            secured.user(target, Secured.WORKER, "another-one", secured.acl().worker(false, false));
            search.text("a refusal", text(stack.refusal(request)));
            secured.users();
            WorkflowStub run = stack.start(Stack.newId("secret"), request);
            search.text("a report", Stack.result(run).toString()).processes();

            assertThat(stack.historyText(run)).contains("SetSlotsNode");
            search.text("a history", stack.historyText(run))
                    .text("a memo", Stack.memo(run).toString())
                    .text("a query", Stack.progress(run).toString())
                    .files(worker.log())
                    .files(stack.temporalFolder());
            for (LabNode node : cluster.nodes()) {
                try (RespConnection connection = cluster.connect(node)) {
                    search.text(
                            "SLOWLOG of " + node.address(),
                            moves(Snapshot.text(connection.call("SLOWLOG", "GET", "100000"))));
                }
                search.files(node.process().log());
            }
            assertThat(search.found()).isEmpty();
            assertThat(Files.readString(worker.log())).contains("DEBUG");
        } finally {
            stack.worker().stop();
        }
    }

    /** The lab's own ACL SETUSER is in there, too. */
    private static String moves(String slowlog) {
        assertThat(slowlog).isNotEmpty();
        return slowlog.lines().filter(line -> !line.startsWith(">")).collect(java.util.stream.Collectors.joining("\n"));
    }

    private static String text(Throwable thrown) {
        java.io.StringWriter text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
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
