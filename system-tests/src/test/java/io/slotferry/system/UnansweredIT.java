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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A MIGRATE that ends without an answer while its target hangs, and a client that deletes one of its keys before the target is back: the copy comes back with the slot, and is named. */
class UnansweredIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SLOT = 100;
    private static final int KEYS = 20;

    static Stream<ServerBinary> servers() {
        return Stream.of(Stack.server(false), Stack.server(true));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_key_that_may_be_back_is_named(ServerBinary server) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = LocalCluster.of(server).primaries(3).start()) {
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.primaries().get(1);
            String deleted = key(7);
            Report report;
            try (RespConnection client = RespConnection.open(source.address(), LIMIT)) {
                for (int i = 0; i < KEYS; i++) {
                    client.text("SET", key(i), "value");
                }
                stack.worker().stop();
                WorkerProcess worker = stack.newWorker(Map.of("SLOTFERRY_STOP_AT", "BEFORE_MIGRATE"));
                WorkflowStub run = stack.start(
                        Stack.newId("unanswered"),
                        ReshardRequest.to(cluster.seed(), target.address(), "" + SLOT, null));
                Await.until("the worker to stop", LIMIT, () -> CrashPointIT.reached(worker, "BEFORE_MIGRATE"));
                Await.until("the stop to take effect", LIMIT, worker::isFrozen);
                target.process().freeze();
                worker.thaw();
                Await.until(
                        "the MIGRATE to end without an answer", LIMIT, () -> cluster.ask(source, "INFO", "errorstats")
                                .contains("IOERR"));
                assertThat(client.text("DEL", deleted)).isEqualTo("1");
                target.process().thaw();
                report = Stack.result(run);
            }

            assertThat(report.state()).as(report.headline() + report.parked()).isEqualTo(RunState.SUCCEEDED);
            List<String> named = report.findings().stream()
                    .filter(finding -> finding.code().equals("may-be-stale"))
                    .map(Finding::sentence)
                    .toList();
            try (RespConnection client = RespConnection.open(target.address(), LIMIT)) {
                for (int i = 0; i < KEYS; i++) {
                    boolean there = client.text("EXISTS", key(i)).equals("1");
                    boolean wanted = !key(i).equals(deleted);
                    assertThat(there || !wanted).as(key(i) + " is there").isTrue();
                    assertThat(there == wanted || named.toString().contains("\"" + key(i) + "\""))
                            .as(key(i) + " came back and is named in " + named)
                            .isTrue();
                }
            }
        }
    }

    private static String key(int number) {
        return "{" + SlotTags.of(SLOT) + "}" + number;
    }
}
