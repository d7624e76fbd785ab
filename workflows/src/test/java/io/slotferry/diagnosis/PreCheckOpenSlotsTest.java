package io.slotferry.diagnosis;

import static io.slotferry.topology.TestCluster.id;
import static io.slotferry.topology.TestCluster.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.contract.Finding;
import io.slotferry.contract.Finding.Severity;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open slots before a move of 1000 slots from node 0 to node 1: ours, adopted, or somebody else's. Node 2 is not involved; 3, 4, 5 are replicas. */
class PreCheckOpenSlotsTest {

    private static final List<SlotMove> MOVES = List.of(new SlotMove(SlotSet.range(0, 999), id(0), id(1)));
    private static final ReshardRequest REQUEST = ReshardRequest.to("prod", "127.0.0.1:7001", "0-999", null);

    private static TestCluster cluster() {
        return TestCluster.of(3, 1);
    }

    private static List<Finding> check(TestCluster cluster, ReshardRequest request, SlotSet adoptable) {
        return PreCheck.of(cluster.topology(), cluster.observations(), request, MOVES, adoptable);
    }

    private static List<Finding> check(TestCluster cluster) {
        return check(cluster, REQUEST, SlotSet.EMPTY);
    }

    private static ReshardRequest adopting() {
        ReshardRequest r = REQUEST;
        return new ReshardRequest(
                r.cluster(),
                r.to(),
                r.slots(),
                null,
                null,
                null,
                null,
                null,
                true,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    private static List<String> errors(List<Finding> findings) {
        return Found.codes(findings, Severity.ERROR);
    }

    @Test
    void openSlotsOfOthersAreRefusedWithTheCommand() {
        Finding finding = Found.only(check(cluster().open(609, 0, 1)), "open-slot");

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.sentence()).contains("slot 609", label(0), label(1), "./slotferry reshard ... --adopt");
        assertThat(finding.next())
                .isEqualTo(
                        "If nobody else works on it: ./slotferry reshard --cluster prod --to 127.0.0.1:7001 --slots 0-999 --adopt");
    }

    @Test
    void openSlotsAreAdoptedOnRequest() {
        for (SlotSet adoptable : List.of(SlotSet.EMPTY, SlotSet.of(609))) {
            Finding finding = Found.only(check(cluster().open(609, 0, 1), adopting(), adoptable), "open-slot");

            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        }
    }

    @Test
    void aLongRequestIsNotCutIntoAWrongCommand() {
        StringBuilder slots = new StringBuilder();
        for (int slot = 0; slot < 1000; slot += 2) {
            slots.append(slot).append(',');
        }
        ReshardRequest request = ReshardRequest.to("prod", "127.0.0.1:7001", slots.toString(), null);

        Finding finding = Found.only(check(cluster().open(609, 0, 1), request, SlotSet.EMPTY), "open-slot");

        assertThat(finding.next()).contains("the same request with --adopt").doesNotContain("0,2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"pace\":{\"keysPerSecond\":500}",
                "\"engine\":\"atomic\"",
                "\"bigKeys\":{\"policy\":\"skip\"}",
                "\"approval\":true"
            })
    void aCommandThatWouldLeaveSomethingOutIsNotPrinted(String more) throws JsonProcessingException {
        ReshardRequest request = new ObjectMapper()
                .readValue(
                        "{\"cluster\":\"prod\",\"to\":\"127.0.0.1:7001\",\"slots\":\"0-999\"," + more + "}",
                        ReshardRequest.class);

        Finding finding = Found.only(check(cluster().open(609, 0, 1), request, SlotSet.EMPTY), "open-slot");

        assertThat(finding.next())
                .isEqualTo("If nobody else works on it: the same request with --adopt (in JSON \"adopt\": true)");
    }

    @Test
    void ourOwnOpenSlotsAreNoReasonToStop() {
        // Given: slots 609 and 610 are open, and only 609 is ours
        List<Finding> findings = check(cluster().open(609, 0, 1).open(610, 0, 1), REQUEST, SlotSet.of(609));

        assertThat(findings.stream().filter(f -> f.code().equals("open-slot")))
                .extracting(Finding::severity, Finding::slots)
                .containsExactly(tuple(Severity.ERROR, SlotSet.of(610)), tuple(Severity.INFO, SlotSet.of(609)));
    }

    @Test
    void aRunThatWasInterruptedWhileFinalisingMayGoOn() {
        // Given: the target has taken slot 0, the source does not know, and one view is behind
        TestCluster cluster = cluster()
                .slotsInView(1, 1, "0,5461-10921")
                .slotsInView(1, 0, "1-5460")
                .migrating(0, 0, id(1))
                .slotsInView(5, 0, "2-5460")
                .slotsInView(5, 1, "0,1,5461-10921")
                .clusterInfo(1, "cluster_state", "fail");

        assertThat(errors(check(cluster, REQUEST, SlotSet.of(0, 1)))).isEmpty();
        assertThat(errors(check(cluster, REQUEST, SlotSet.EMPTY)))
                .containsExactly("cluster-down", "half-finalised", "owner-disagreement");
        assertThat(errors(check(cluster, adopting(), SlotSet.EMPTY))).containsExactly("owner-disagreement");
    }

    @Test
    void aClusterThatIsDownForAnotherReasonIsNotForgiven() {
        TestCluster cluster = cluster().open(0, 0, 1).slots(2, "10923-16383").clusterInfo(1, "cluster_state", "fail");

        assertThat(errors(check(cluster, REQUEST, SlotSet.of(0)))).containsExactly("cluster-down");
    }

    @Test
    void aClusterThatIsDownBecauseANodeIsDeadIsNotForgiven() {
        TestCluster cluster = cluster().open(0, 0, 1).silent(2).clusterInfo(1, "cluster_state", "fail");

        assertThat(errors(check(cluster, REQUEST, SlotSet.of(0)))).containsExactly("cluster-down", "node-unreachable");
    }

    @Test
    void aDisagreementOnAMarkWithoutADirectionIsNotForgiven() {
        TestCluster cluster = cluster().open(0, 0, 1).importing(2, 0, id(0)).slotsInView(5, 0, "1-5460");

        assertThat(errors(check(cluster, adopting(), SlotSet.of(0))))
                .containsExactly("owner-disagreement", "several-importers");
    }

    @Test
    void marksWithoutADirectionAreNeverAdopted() {
        TestCluster cluster = cluster().open(609, 0, 1).importing(2, 609, id(0));

        List<Finding> findings = check(cluster, adopting(), SlotSet.EMPTY);

        assertThat(Found.only(findings, "several-importers").severity()).isEqualTo(Severity.ERROR);
        assertThat(errors(check(cluster, REQUEST, SlotSet.of(609)))).containsExactly("several-importers");
    }
}
