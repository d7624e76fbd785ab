package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Node 0 owns 8192 slots and uses 800 MB; half of it goes to node 1. */
class MemoryCheckTest {

    private static final long MB = 1_048_576;

    private static TestCluster cluster(long targetUsedMb, long targetMaxMb, String policy) {
        return TestCluster.of(2, 0)
                .info(0, "used_memory", "" + 800 * MB)
                .info(0, "db0", "keys=1000,expires=0")
                .info(1, "used_memory", "" + targetUsedMb * MB)
                .info(1, "maxmemory", "" + targetMaxMb * MB)
                .info(1, "maxmemory_policy", policy);
    }

    private static List<Finding> check(TestCluster cluster) {
        Findings findings = new Findings();
        List<SlotMove> moves = List.of(
                new SlotMove(SlotSet.range(0, 1023), id(0), id(1)),
                new SlotMove(SlotSet.range(1024, 4095), id(0), id(1)));
        MemoryCheck.check(new MoveScope(cluster.topology(), moves), findings);
        return findings.sorted();
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, noeviction, ",
        "100, 1000, noeviction, ",
        "400, 1000, noeviction, ",
        "401, 1000, noeviction, WARNING memory-headroom",
        "600, 1000, noeviction, WARNING memory-headroom",
        "601, 1000, noeviction, ERROR memory-headroom",
        "100, 1000, allkeys-lru, WARNING eviction-policy",
        "500, 1000, allkeys-lru, WARNING eviction-policy+WARNING memory-headroom",
        "700, 1000, allkeys-lru, ERROR memory-headroom",
    })
    void weighsWhatArrivesAgainstTheRoom(long used, long max, String policy, String expected) {
        List<String> found = check(cluster(used, max, policy)).stream()
                .map(f -> f.severity() + " " + f.code())
                .toList();

        assertThat(String.join("+", found)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void saysWhatWouldHappen() {
        assertThat(check(cluster(700, 1000, "noeviction")).get(0).sentence())
                .contains(label(1), "700 MB", "1000 MB", "400 MB", "OOM");
        assertThat(check(cluster(700, 1000, "allkeys-lru")).get(0).sentence()).contains("allkeys-lru");
    }

    @Test
    void anEmptySourceBringsNothing() {
        assertThat(check(cluster(700, 1000, "noeviction").info(0, "db0", "keys=0")))
                .isEmpty();
    }

    @Test
    void theLimitMayComeFromTheConfiguration() {
        TestCluster cluster = TestCluster.of(2, 0)
                .info(1, "used_memory", "" + 95 * MB)
                .config(1, "maxmemory", "" + 100 * MB)
                .config(1, "maxmemory-policy", "volatile-ttl");

        assertThat(check(cluster)).extracting(Finding::severity).containsExactly(Severity.WARNING, Severity.WARNING);
    }
}
