package io.slotferry.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channel to Temporal, and the patience to wait for a service that starts after its worker. */
final class TemporalConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TemporalConnection.class);
    private static final Duration ATTEMPT_PAUSE = Duration.ofMillis(500);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);

    private final TemporalSettings settings;
    private final WorkflowServiceStubs stubs;

    TemporalConnection(TemporalSettings settings) {
        this.settings = settings;
        this.stubs = WorkflowServiceStubs.newServiceStubs(settings.stubsOptions());
    }

    WorkflowServiceStubs stubs() {
        return stubs;
    }

    /**
     * Tries until the namespace answers.
     *
     * @param timeout how long to try; zero for one attempt
     * @return null once it answers or a stop is requested, else a sentence why it did not
     */
    @Nullable
    String await(Duration timeout, StopRequest stop) {
        Instant deadline = Instant.now().plus(timeout);
        Instant logNext = Instant.now();
        while (true) {
            String problem = attempt();
            if (problem == null || stop.isMade()) {
                return null;
            }
            String sentence = "cannot reach Temporal at " + settings.address() + ", namespace " + settings.namespace()
                    + ": " + problem;
            Instant now = Instant.now();
            if (!now.isBefore(deadline)) {
                return sentence;
            }
            if (!now.isBefore(logNext)) {
                long left = Duration.between(now, deadline).toSeconds();
                LOG.warn("{}; trying again for {} s", sentence, left);
                logNext = now.plus(LOG_INTERVAL);
            }
            if (stop.await(ATTEMPT_PAUSE)) {
                return null;
            }
        }
    }

    /** Looks after the connection until a stop is requested. The SDK reconnects by itself, but it would be silent for minutes. */
    void watch(StopRequest stop, AliveFile alive) {
        boolean lost = false;
        while (!stop.await(WATCH_INTERVAL)) {
            String problem = attempt();
            if (problem != null && !lost) {
                LOG.warn("lost Temporal at {}: {}; runs go on once it is back", settings.address(), problem);
            } else if (problem == null && lost) {
                LOG.info("Temporal at {} is back", settings.address());
            }
            lost = problem != null;
            if (!lost) {
                alive.touch();
            }
        }
    }

    /** Whether a call failed because the service is not there, rather than because it said no. */
    static boolean isAway(StatusRuntimeException thrown) {
        Status.Code code = thrown.getStatus().getCode();
        return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
    }

    private @Nullable String attempt() {
        try {
            // Without this gRPC would wait longer and longer between its own attempts to connect.
            stubs.getRawChannel().resetConnectBackoff();
            var unused = stubs.blockingStub()
                    .withDeadlineAfter(ATTEMPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(settings.namespace())
                            .build());
            return null;
        } catch (StatusRuntimeException e) {
            return describe(e);
        }
    }

    private static String describe(StatusRuntimeException thrown) {
        Status status = thrown.getStatus();
        return switch (status.getCode()) {
            case NOT_FOUND -> "the namespace does not exist";
            case UNAUTHENTICATED, PERMISSION_DENIED -> "access denied; check the API key or certificate";
            case DEADLINE_EXCEEDED -> "no answer within " + ATTEMPT_TIMEOUT.toSeconds() + " s";
            case UNAVAILABLE -> {
                String reason = Sentences.of(thrown);
                yield reason.contains("Connection refused") ? "connection refused" : reason;
            }
            default -> Sentences.of(thrown);
        };
    }

    @Override
    public void close() {
        // Whatever is still on the channel now is a poll that nobody waits for.
        stubs.shutdownNow();
    }
}
