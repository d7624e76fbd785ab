package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Await;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.lab.SlotTags;
import io.slotferry.lab.WorkerProcess;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A MIGRATE that ends without an answer while its target hangs, and a client that deletes one of its keys before the target is back: the copy comes back with the slot, and is named. */
class UnansweredIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SLOT = 100;
    private static final int KEYS = 20;
    private static final String DELETED = key(7);

    /** Seconds after which a node that is started anew is seen to be younger than the others. */
    private static final int OLDER = 5;

    static Stream<ServerBinary> servers() {
        return Stream.of(Stack.server(false), Stack.server(true));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_key_that_may_be_back_is_named(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(server)) {
            LabNode target = cluster.primaries().get(1);
            Report report;
            try (RespConnection client = filled(cluster)) {
                Unanswered first = unanswered(stack, cluster);
                assertThat(client.text("DEL", DELETED)).isEqualTo("1");
                target.process().thaw();
                report = Stack.result(first.run);
            }

            onlyNamedOnesAreBack(report, target);
        }
    }

    /** Chaos seeds 71010 and 71048: the run that knew of the MIGRATE was terminated, and the source restarted, which forgets that it had no answer. */
    @Test
    void the_next_run_names_it_also_where_the_source_was_restarted() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(Stack.server(true))) {
            Unanswered first = forgotten(stack, cluster);
            Report report = Stack.result(stack.start(first.id, request(cluster)));

            onlyNamedOnesAreBack(report, cluster.primaries().get(1));
        }
    }

    @Test
    void a_repair_names_it_as_well() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = cluster(Stack.server(false))) {
            forgotten(stack, cluster);
            Report report =
                    Stack.result(stack.start("Repair", Stack.newId("unanswered"), Map.of("cluster", cluster.seed())));

            onlyNamedOnesAreBack(report, cluster.primaries().get(1));
        }
    }

    private static Unanswered forgotten(Stack stack, LocalCluster cluster) throws Exception {
        LabNode source = cluster.primaries().get(0);
        Unanswered first;
        try (RespConnection client = filled(cluster)) {
            first = unanswered(stack, cluster);
            first.worker.kill();
            first.run.terminate("the test wants nobody to know");
            assertThat(client.text("DEL", DELETED)).isEqualTo("1");
        }
        Await.until("the source to be younger than the others", LIMIT, () -> uptime(cluster, source) > OLDER);
        source.process().kill();
        cluster.primaries().get(1).process().thaw();
        source.process().restart();
        Await.until("all to be served again", LIMIT, () -> cluster.primaries().stream()
                .allMatch(node -> cluster.ask(node, "CLUSTER", "INFO").contains("cluster_state:ok")));
        stack.newWorker(Map.of());
        return first;
    }

    /** A run whose only MIGRATE has ended without an answer; its target is frozen and has it in its socket. */
    private record Unanswered(String id, WorkflowStub run, WorkerProcess worker) {}

    private static Unanswered unanswered(Stack stack, LocalCluster cluster) throws Exception {
        stack.worker().stop();
        WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_MIGRATE"));
        String id = Stack.newId("unanswered");
        WorkflowStub run = stack.start(id, request(cluster));
        Await.until("the worker to stop", LIMIT, () -> CrashPointIT.reached(worker, "BEFORE_MIGRATE"));
        Await.until("the stop to take effect", LIMIT, worker::isFrozen);
        cluster.primaries().get(1).process().freeze();
        worker.thaw();
        Await.until("the MIGRATE to end without an answer", LIMIT, () -> cluster.ask(
                        cluster.primaries().get(0), "INFO", "errorstats")
                .contains("IOERR"));
        return new Unanswered(id, run, worker);
    }

    private static ReshardRequest request(LocalCluster cluster) {
        return ReshardRequest.to(cluster.seed(), cluster.primaries().get(1).address(), "" + SLOT, null);
    }

    private static LocalCluster cluster(ServerBinary server) {
        return LocalCluster.of(server)
                .primaries(3)
                .config("appendonly", "yes")
                .config("appendfsync", "always")
                .start();
    }

    private static RespConnection filled(LocalCluster cluster) throws Exception {
        RespConnection client = RespConnection.open(cluster.primaries().get(0).address(), LIMIT);
        for (int i = 0; i < KEYS; i++) {
            client.text("SET", key(i), "value");
        }
        return client;
    }

    private static int uptime(LocalCluster cluster, LabNode node) {
        return cluster.ask(node, "INFO", "server")
                .lines()
                .filter(line -> line.startsWith("uptime_in_seconds:"))
                .mapToInt(line -> Integer.parseInt(line.split(":")[1].trim()))
                .sum();
    }

    private static void onlyNamedOnesAreBack(Report report, LabNode target) throws Exception {
        assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
        List<String> named = report.findings().stream()
                .filter(finding -> finding.code().equals("may-be-stale"))
                .map(Finding::sentence)
                .toList();
        try (RespConnection client = RespConnection.open(target.address(), LIMIT)) {
            for (int i = 0; i < KEYS; i++) {
                boolean there = client.text("EXISTS", key(i)).equals("1");
                boolean wanted = !key(i).equals(DELETED);
                assertThat(there || !wanted).as(key(i) + " is there").isTrue();
                assertThat(there == wanted || named.toString().contains("\"" + key(i) + "\""))
                        .as(key(i) + " came back and is named in " + named)
                        .isTrue();
            }
        }
    }

    private static String key(int number) {
        return "{" + SlotTags.of(SLOT) + "}" + number;
    }
}
