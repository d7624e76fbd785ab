package io.slotferry.worker;

import com.fasterxml.jackson.core.JacksonException;
import io.slotferry.workflow.SlotferryWorkflows;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;

/**
 * How to reach Temporal, from the same environment variables and profile file as the {@code temporal} command: TEMPORAL_ADDRESS (default 127.0.0.1:7233), TEMPORAL_NAMESPACE (default {@code default}), TLS, API key.
 */
record TemporalSettings(String address, String namespace, ClientConfigProfile profile) {

    static final String ADDRESS_DEFAULT = "127.0.0.1:7233";
    static final String NAMESPACE_DEFAULT = "default";

    /** @throws ConfigException with one sentence if the profile file or a variable is wrong */
    static TemporalSettings load(Surroundings surroundings) {
        try {
            ClientConfigProfile profile = ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                    .setEnvOverrides(surroundings.env())
                    .build());
            TemporalSettings settings = new TemporalSettings(
                    orDefault(profile.getAddress(), ADDRESS_DEFAULT),
                    orDefault(profile.getNamespace(), NAMESPACE_DEFAULT),
                    profile);
            settings.stubsOptions();
            return settings;
        } catch (JacksonException e) {
            // The parser's message quotes the file, which may hold an API key.
            throw new ConfigException("Temporal's profile file is not valid TOML");
        } catch (IOException | RuntimeException e) {
            throw new ConfigException("Temporal settings: " + Sentences.of(e));
        }
    }

    /** Reads certificates and keys, so it fails if one of them is missing. */
    WorkflowServiceStubsOptions stubsOptions() {
        return WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
                .setTarget(address)
                .validateAndBuildWithDefaults();
    }

    WorkflowClientOptions clientOptions(String identity) {
        return profile.toWorkflowClientOptions().toBuilder()
                .setNamespace(namespace)
                .setIdentity(identity)
                .setDataConverter(SlotferryWorkflows.dataConverter())
                // Servers before 1.31 do not know worker heartbeats, and each refusal would be a warning in our log.
                .setWorkerHeartbeatInterval(Duration.ofSeconds(-1))
                .build();
    }

    private static String orDefault(String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** The profile may hold an API key, so it is left out. */
    @Override
    public String toString() {
        return "TemporalSettings[address=" + address + ", namespace=" + namespace + "]";
    }
}
