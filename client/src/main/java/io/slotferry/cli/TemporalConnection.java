package io.slotferry.cli;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A checked connection to Temporal, set up from the same variables and profile file as Temporal's own CLI.
 *
 * @param address where Temporal is, for messages
 * @param namespace the namespace of every call
 * @param stubs for what the client does not offer
 * @param client for the rest
 * @param thread does their reading and writing
 */
record TemporalConnection(
        String address, String namespace, WorkflowServiceStubs stubs, WorkflowClient client, NetworkThread thread)
        implements AutoCloseable {

    /** How long to wait for the first answer: an operator who forgot to start Temporal must not wonder. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    /** Held, because the JDK forgets a logger that nobody holds, and its level with it. */
    private static final Logger GRPC_LOGGER = Logger.getLogger("io.grpc");

    static TemporalConnection open(Shell shell) {
        if (!shell.debug()) {
            // It would print stack traces about names that do not resolve; the exception says the same.
            GRPC_LOGGER.setLevel(Level.OFF);
        }
        ClientConfigProfile profile = profile(shell);
        RpcRetryOptions retries =
                RpcRetryOptions.newBuilder().setExpiration(CALL_LIMIT).validateBuildWithDefaults();
        NetworkThread thread = new NetworkThread();
        WorkflowServiceStubsOptions options = WorkflowServiceStubsOptions.newBuilder(stubsOptions(profile))
                .setChannelInitializer(thread::serve)
                .setSystemInfoTimeout(CONNECT_LIMIT)
                .setRpcTimeout(CALL_LIMIT)
                .setRpcQueryTimeout(CALL_LIMIT)
                .setRpcRetryOptions(retries)
                .validateAndBuildWithDefaults();
        WorkflowClientOptions clientOptions = profile.toWorkflowClientOptions().toBuilder()
                .setIdentity("slotferry " + shell.user())
                .validateAndBuildWithDefaults();
        if (Doorbell.nobodyAt(options.getTarget())) {
            thread.close();
            throw Failures.unreachable(options.getTarget(), null);
        }
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(options);
        try {
            Objects.requireNonNull(stubs.getServerCapabilities().get());
        } catch (StatusRuntimeException e) {
            stubs.shutdownNow();
            thread.close();
            throw Failures.connect(e, options.getTarget(), options.getEnableHttps() || options.getSslContext() != null);
        }
        WorkflowClient client = WorkflowClient.newInstance(stubs, clientOptions);
        return new TemporalConnection(options.getTarget(), clientOptions.getNamespace(), stubs, client, thread);
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        thread.close();
    }

    static ClientConfigProfile profile(Shell shell) {
        try {
            return ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                    .setEnvOverrides(shell.env())
                    .build());
        } catch (IOException e) {
            // The parser's message may quote the file, and the file may hold an API key.
            throw new CliFailure("TemporalProfile", "cannot read Temporal's profile file", ExitCode.BAD_INPUT, e);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(
                    "TemporalProfile", "Temporal's profile file: " + e.getMessage(), ExitCode.BAD_INPUT, e);
        }
    }

    private static WorkflowServiceStubsOptions stubsOptions(ClientConfigProfile profile) {
        try {
            return profile.toWorkflowServiceStubsOptions();
        } catch (RuntimeException e) {
            throw new CliFailure(
                    "TemporalProfile",
                    "cannot use the TLS settings for Temporal (TEMPORAL_TLS_* or the profile file): check that the certificate and key files exist and are PEM",
                    ExitCode.BAD_INPUT,
                    e);
        }
    }
}
