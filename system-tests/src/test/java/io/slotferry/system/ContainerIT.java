package io.slotferry.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.lab.ContainerCluster;
import io.slotferry.lab.Keyspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.ContainerFetchException;

/** The main job on the official images, where a Docker engine answers. The worker is outside and goes by mapped ports, MIGRATE inside by the containers' own addresses. */
@ExtendWith(Matrix.class)
class ContainerIT {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"redis:7.0", "redis:8.0", "valkey/valkey:8.1", "valkey/valkey:9.1"})
    void moves_in_containers(String image, @TempDir Path folder) throws Exception {
        assumeTrue(ContainerCluster.engineAnswers(), "no Docker engine answers here");
        Stack stack = Stack.withWorker();
        try (ContainerCluster cluster = start(image)) {
            Keyspace keys = Keyspace.of(3_000, 31);
            cluster.load(keys);
            String target = cluster.addresses().get(3);
            stack.worker().stop();
            stack.newWorker(Map.of("SLOTFERRY_CONFIG", configuration(cluster, folder)));

            Report report = stack.run(ReshardRequest.to("containers", target, null, 1_000L));

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.slotsMoved()).isEqualTo(1_000);
            assertThat(cluster.readBack(keys).clean()).isTrue();
            assertThat(cluster.ask(target, "CLUSTER", "NODES")).doesNotContain("->-", "-<-");
        } finally {
            stack.worker().stop();
        }
    }

    private static ContainerCluster start(String image) {
        try {
            return ContainerCluster.start(image);
        } catch (ContainerFetchException e) {
            return abort("the image " + image + " is not on this machine and cannot be pulled");
        }
    }

    private static String configuration(ContainerCluster cluster, Path folder) throws IOException {
        String addresses = cluster.reached().entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": \"" + entry.getValue() + "\"")
                .collect(Collectors.joining(", "));
        String seed = cluster.reached().get(cluster.addresses().get(0));
        return Files.writeString(
                        folder.resolve("slotferry.yaml"),
                        "clusters:\n  containers:\n    seeds: [\"" + seed + "\"]\n    addresses: {" + addresses + "}\n")
                .toString();
    }
}
