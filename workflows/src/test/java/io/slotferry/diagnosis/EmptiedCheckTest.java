package io.slotferry.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterNodesParser;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptiedCheckTest {

    private static final String SOURCE = "a".repeat(40);
    private static final String TARGET = "b".repeat(40);

    @Test
    void a_source_that_gives_its_last_slot_is_named() {
        assertThat(findings("0-9", "yes")).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("source-emptied");
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.sentence()).contains("127.0.0.1:7001").hasSizeLessThanOrEqualTo(300);
        });
    }

    @Test
    void a_source_that_keeps_a_slot_or_its_role_is_not() {
        assertThat(findings("0-8", "yes")).isEmpty();
        assertThat(findings("0-9", "no")).isEmpty();
    }

    private static List<Finding> findings(String moved, String allowReplicaMigration) {
        String nodes = SOURCE + " 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-9\n" + TARGET
                + " 127.0.0.1:7002@17002 master - 0 0 2 connected 10-16383\n";
        NodeObservation seen = new NodeObservation(
                "127.0.0.1:7001",
                null,
                ClusterNodesParser.parse(nodes),
                Map.of(),
                Map.of(),
                Map.of("cluster-allow-replica-migration", allowReplicaMigration),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        MoveScope scope = new MoveScope(
                ClusterTopology.of(List.of(seen)), List.of(new SlotMove(SlotSet.parse(moved), SOURCE, TARGET)));
        Findings findings = new Findings();
        EmptiedCheck.check(scope, findings);
        return findings.sorted();
    }
}
