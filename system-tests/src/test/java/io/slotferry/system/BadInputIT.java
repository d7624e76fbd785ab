package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.Ports;
import io.slotferry.lab.RedisProcess;
import io.slotferry.lab.ServerBinary;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets one clear sentence that names the thing and the way out, a documented type, and no change to the cluster. */
class BadInputIT {

    private record Case(String name, @Nullable Object input, String type, String... named) {}

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void is_refused_with_one_sentence_and_changes_nothing(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        ServerBinary binary = Stack.server(valkey);
        try (LocalCluster cluster = Stack.cluster(binary);
                RedisProcess alone = RedisProcess.start(binary, Ports.free(), Map.of())) {
            Map<String, String> before = Snapshot.of(cluster);
            for (Case bad : cases(cluster, alone)) {
                ApplicationFailure failure = stack.refusal(bad.input);
                String sentence = failure.getOriginalMessage();
                assertThat(failure.getType()).as("%s: %s", bad.name, sentence).isEqualTo(bad.type);
                assertThat(sentence)
                        .as(bad.name)
                        .contains(bad.named)
                        .hasSizeLessThanOrEqualTo(300)
                        .doesNotContainPattern("[a-z]+\\.[a-z]+\\.[A-Z]|Exception");
            }
            assertThat(Snapshot.of(cluster)).isEqualTo(before);
        }
    }

    @ParameterizedTest(name = "valkey {0}")
    @ValueSource(booleans = {false, true})
    void a_cluster_that_is_not_well_is_refused(boolean valkey) throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster cluster = Stack.cluster(Stack.server(valkey))) {
            LabNode source = cluster.primaries().get(0);
            LabNode target = cluster.emptyPrimaries().get(0);
            cluster.ask(target, "CLUSTER", "SETSLOT", "609", "IMPORTING", source.id());
            cluster.ask(source, "CLUSTER", "SETSLOT", "609", "MIGRATING", target.id());

            ApplicationFailure open = stack.refusal(request(cluster, "slots", "0-9"));

            assertThat(open.getType()).isEqualTo(FailureTypes.PRECHECK_FAILED);
            assertThat(open.getOriginalMessage())
                    .contains("609")
                    .contains("adopt")
                    .hasSizeLessThanOrEqualTo(300);
            assertThat(cluster.openMarks()).hasSize(2);

            LabNode dead = cluster.primaries().get(2);
            dead.process().kill();
            io.slotferry.lab.Await.until("the cluster is down", java.time.Duration.ofSeconds(20), () -> cluster.ask(
                            source, "CLUSTER", "INFO")
                    .contains("cluster_state:fail"));

            ApplicationFailure down = stack.refusal(request(cluster, "slots", "0-9"));

            assertThat(down.getType()).isEqualTo(FailureTypes.PRECHECK_FAILED);
            assertThat(down.getOriginalMessage()).contains("127.0.0.1:").hasSizeLessThanOrEqualTo(300);
        }
    }

    /** Looked at together two clusters are one in which every slot has two owners. */
    @Test
    void two_clusters_are_told_apart_and_nothing_is_changed() throws Exception {
        Stack stack = Stack.withWorker();
        try (LocalCluster one =
                        LocalCluster.of(Stack.server(false)).primaries(3).start();
                LocalCluster other =
                        LocalCluster.of(Stack.server(false)).primaries(3).start()) {
            Map<String, String> before = Snapshot.of(one);
            before.putAll(Snapshot.of(other));
            String first = one.primaries().get(0).address();
            String second = other.primaries().get(0).address();
            Map<String, Object> both = Map.of("cluster", first + "," + second);
            Map<String, Object> move = Map.of("cluster", first + "," + second, "to", first, "slotCount", 10);

            for (String type : List.of("Repair", "Reshard")) {
                WorkflowStub run = stack.start(type, Stack.newId("two-clusters"), type.equals("Repair") ? both : move);
                assertThatThrownBy(() -> Stack.result(run))
                        .rootCause()
                        .isInstanceOfSatisfying(ApplicationFailure.class, failure -> assertThat(failure.getType())
                                .isEqualTo(FailureTypes.INVALID_REQUEST))
                        .hasMessageContaining("are of two clusters")
                        .hasMessageContaining(first.substring(0, 9));
            }
            assertThat(Stack.result(stack.start("Diagnose", Stack.newId("two-clusters"), both))
                            .findings())
                    .extracting(Finding::code)
                    .containsExactly("two-clusters");
            Map<String, String> after = Snapshot.of(one);
            after.putAll(Snapshot.of(other));
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void a_diagnosis_that_is_refused_leaves_its_report_too() throws Exception {
        Stack stack = Stack.withWorker();
        String nobody = "127.0.0.1:" + Ports.free();
        WorkflowStub run = stack.start("Diagnose", Stack.newId("nobody"), Map.<String, Object>of("cluster", nobody));

        assertThatThrownBy(() -> Stack.result(run)).hasMessageContaining(nobody);

        assertThat(Stack.memo(run).state()).isEqualTo(RunState.FAILED);
        assertThat(Stack.memo(run).headline()).contains(nobody);
        assertThat(run.query("report", Report.class).headline()).contains(nobody);
        assertThat(Stack.progress(run).state()).isEqualTo(RunState.FAILED);
    }

    /** Without it the SDK tries for ever, and whoever mistyped a name waits. */
    @Test
    void a_workflow_type_that_nobody_has_is_refused() throws Exception {
        WorkflowStub run = Stack.withWorker().start("Rebalance", Stack.newId("typo"), Map.of());

        assertThatThrownBy(() -> Stack.result(run))
                .hasMessageContaining("\"Rebalance\"")
                .hasMessageContaining("Reshard, Repair and Diagnose");
    }

    private static List<Case> cases(LocalCluster cluster, RedisProcess alone) {
        String invalid = FailureTypes.INVALID_REQUEST;
        String unreachable = FailureTypes.CLUSTER_UNREACHABLE;
        String target = cluster.emptyPrimaries().get(0).address();
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("no input", null, invalid, "no input"));
        cases.add(new Case("a string", "reshard", invalid, "JSON object"));
        cases.add(new Case("a list", List.of("reshard"), invalid, "JSON object"));
        cases.add(new Case("unknown field", request(cluster, "slotcount", 5), invalid, "slotcount", "slotCount"));
        cases.add(new Case("a number for a string", with(cluster, "to", 7004), invalid, "\"to\"", "7004"));
        cases.add(new Case("slot 16384", request(cluster, "slots", "0-16384"), invalid, "16384", "16383"));
        Map<String, Object> both = request(cluster, "slots", "0-9");
        both.put("slotCount", 10);
        cases.add(new Case("slots and slotCount", both, invalid, "slots", "slotCount"));
        cases.add(new Case("unknown node", with(cluster, "to", "127.0.0.1:9"), invalid, "127.0.0.1:9"));
        Map<String, Object> self = request(cluster, "slotCount", 10);
        self.put("from", List.of(target));
        cases.add(new Case("source is target", self, invalid, target));
        Map<String, Object> single = request(cluster, "slots", "0-9");
        single.put("cluster", alone.address());
        cases.add(new Case("no cluster mode", single, unreachable, alone.address(), "cluster mode"));
        Map<String, Object> nobody = request(cluster, "slots", "0-9");
        nobody.put("cluster", "127.0.0.1:9");
        cases.add(new Case("unreachable seed", nobody, unreachable, "127.0.0.1:9"));
        Map<String, Object> name = request(cluster, "slots", "0-9");
        name.put("cluster", "prod");
        cases.add(new Case("unknown name", name, invalid, "prod"));
        return cases;
    }

    private static Map<String, Object> with(LocalCluster cluster, String field, Object value) {
        Map<String, Object> request = request(cluster, "slotCount", 10);
        request.put(field, value);
        return request;
    }

    private static Map<String, Object> request(LocalCluster cluster, String intent, Object value) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("cluster", cluster.seed());
        request.put("to", cluster.emptyPrimaries().get(0).address());
        request.put(intent, value);
        return request;
    }
}
