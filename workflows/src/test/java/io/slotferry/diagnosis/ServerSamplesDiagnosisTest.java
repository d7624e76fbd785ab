package io.slotferry.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ServerSamples;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On what real servers print: slots 0-2 and 609 are open from a to b, 700 is only migrating on a, 6000 only importing on a. */
class ServerSamplesDiagnosisTest {

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1"})
    void readsOpenSlotsInTheSameWayEverywhere(String server) {
        List<Finding> findings =
                Diagnosis.of(ServerSamples.observations(server, "a-open", "b-open", "c-open", "d-open"));

        assertThat(Found.only(findings, "open-slot").slots()).isEqualTo(SlotSet.parse("0-2,609"));
        assertThat(Found.only(findings, "migrating-only").slots()).isEqualTo(SlotSet.of(700));
        assertThat(Found.only(findings, "importing-only").slots()).isEqualTo(SlotSet.of(6000));
        assertThat(Found.codes(findings))
                .containsExactly(
                        "migrating-only",
                        "importing-only",
                        "open-slot",
                        "cluster-size",
                        "full-coverage",
                        "primary-without-replica");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1"})
    void seesAFreshNodeAsAClusterWithoutSlots(String server) {
        List<Finding> findings = Diagnosis.of(ServerSamples.observations(server, "fresh"));

        assertThat(Found.codes(findings)).containsExactly("uncovered-slot", "cluster-size");
    }
}
