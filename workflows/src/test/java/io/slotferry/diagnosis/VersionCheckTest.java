package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionCheckTest {

    private static TestCluster cluster(String source, String target) {
        return version(version(TestCluster.of(2, 0), 0, source), 1, target);
    }

    /** {@code r7.0.15} or {@code v9.1.2}; Valkey says Redis 7.2.4 as well. */
    private static TestCluster version(TestCluster cluster, int node, String version) {
        return version.startsWith("v")
                ? cluster.info(node, "redis_version", "7.2.4").info(node, "valkey_version", version.substring(1))
                : cluster.info(node, "redis_version", version.substring(1));
    }

    private static List<Finding> check(TestCluster cluster) {
        Findings findings = new Findings();
        VersionCheck.check(
                new MoveScope(cluster.topology(), List.of(new SlotMove(SlotSet.of(0), id(0), id(1)))), findings);
        return findings.sorted();
    }

    @ParameterizedTest
    @CsvSource({
        "r6.2.11, r6.2.11, ",
        "r6.2.11, r7.0.15, WARNING one-way",
        "r7.0.15, r8.0.6, WARNING one-way",
        "r7.0.15, r6.2.11, ERROR target-older",
        "r8.0.6, r7.4.0, ERROR target-older",
        "r7.0.15, r7.0.3, WARNING target-older-patch",
        "r7.0.3, r7.0.15, ",
        "v8.0.1, v9.1.2, WARNING one-way",
        "v9.1.2, v8.0.1, ERROR target-older",
        "v8.1.1, v8.0.1, ERROR target-older",
        "v8.0.2, v8.0.1, WARNING target-older-patch",
        "r6.2.11, v8.0.1, WARNING one-way",
        "r7.0.15, v9.1.2, WARNING one-way",
        "r7.2.4, v7.2.5, ",
        "r7.4.1, v9.1.2, ERROR target-older",
        "r8.0.6, v9.1.2, ERROR target-older",
        "v8.0.1, r7.0.15, ERROR target-older",
        "v8.1.1, r7.2.4, ",
        "v8.0.1, r8.0.6, WARNING one-way",
        "v9.1.2, r8.0.6, ERROR target-older",
        "v9.1.2, r7.2.4, ERROR target-older",
    })
    void keysOnlyMoveToAServerThatCanReadThem(String source, String target, String expected) {
        List<String> found = check(cluster(source, target)).stream()
                .filter(f -> !f.code().equals("known-fault"))
                .map(f -> f.severity() + " " + f.code())
                .toList();

        assertThat(String.join("+", found)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource({
        "r6.2.21, false",
        "r7.0.12, false",
        "r7.0.13, true",
        "r7.0.15, true",
        "r7.2.0, true",
        "r7.2.3, true",
        "r7.2.4, false",
        "r7.4.0, false",
        "v7.2.5, false"
    })
    void namesATargetThatMayLoseWhatComesBackToIt(String target, boolean named) {
        assertThat(check(cluster("r6.2.11", target)).stream()
                        .anyMatch(found -> found.code().equals("known-fault")))
                .isEqualTo(named);
    }

    @Test
    void namesBothNodesAndVersions() {
        assertThat(check(cluster("v9.1.2", "r8.0.6")).get(0).sentence())
                .contains(label(0), "Valkey 9.1.2", label(1), "Redis 8.0.6");
    }

    @Test
    void saysNothingWhereTheVersionIsUnknown() {
        assertThat(check(TestCluster.of(2, 0).info(0, "redis_version", "7.0.0")))
                .isEmpty();
    }
}
