package io.slotferry.demo;

import io.slotferry.lab.LabException;
import io.slotferry.lab.TemporalServer;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;

/** A client of the demo's Temporal server. */
final class DemoTemporal {

    private DemoTemporal() {}

    static WorkflowClient connect(TemporalServer server) {
        if (server.kind() != TemporalServer.Kind.EXTERNAL) {
            return WorkflowClient.newInstance(
                    WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                            .setTarget(server.address())
                            .build()));
        }
        try {
            // Somebody else's server: TLS, namespace and keys as the temporal command finds them.
            ClientConfigProfile profile = ClientConfigProfile.load();
            WorkflowClientOptions options = profile.toWorkflowClientOptions();
            return WorkflowClient.newInstance(
                    WorkflowServiceStubs.newServiceStubs(profile.toWorkflowServiceStubsOptions()), options);
        } catch (IOException e) {
            throw new LabException("the TEMPORAL_* settings cannot be read: " + e.getMessage(), e);
        }
    }
}
