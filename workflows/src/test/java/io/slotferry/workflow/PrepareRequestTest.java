package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.ReshardRequest;
import org.junit.jupiter.api.Test;

class PrepareRequestTest {

    private static String ownId(String workflowId, ReshardRequest request) {
        return new PrepareRequest(new RunRef("prod", "run"), workflowId, request).ownId();
    }

    @Test
    void aDryRunLooksForTheSlotsOfTheRunItIsMadeFor() {
        assertThat(ownId("plan-r1", Requests.dryRun("prod", "b:1", "0"))).isEqualTo("r1");
        assertThat(ownId("r1", Requests.dryRun("prod", "b:1", "0"))).isEqualTo("r1");
    }

    @Test
    void aRunThatMovesSlotsOwnsThoseOfItsOwnIdOnly() {
        assertThat(ownId("plan-r1", ReshardRequest.to("prod", "b:1", "0", null)))
                .isEqualTo("plan-r1");
    }
}
