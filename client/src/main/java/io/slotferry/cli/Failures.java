package io.slotferry.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns what Temporal throws into a sentence and an exit code. */
final class Failures {

    static final String RUN_ENDED = "RunEnded";
    static final String NO_SUCH_RUN = "NoSuchRun";

    private Failures() {}

    static CliFailure translate(Throwable thrown) {
        Throwable e = unwrapped(thrown);
        if (e instanceof CliFailure failure) {
            return failure;
        }
        if (e instanceof WorkflowFailedException failed) {
            return run(failed);
        }
        if (e instanceof WorkflowUpdateException refused) {
            return update(refused);
        }
        if (e instanceof WorkflowExecutionAlreadyStarted started) {
            String id = started.getExecution().getWorkflowId();
            return new CliFailure(
                    "AlreadyRunning",
                    "a run with workflow id " + id + " is open already; watch it with ./slotferry watch " + id
                            + ", or give another --workflow-id",
                    ExitCode.REFUSED,
                    e);
        }
        StatusRuntimeException rpc = cause(e, StatusRuntimeException.class);
        if (rpc != null) {
            return rpc(rpc);
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CliFailure(
                "Unexpected", "unexpected: " + message + " (SLOTFERRY_DEBUG=1 shows more)", ExitCode.FAILED, e);
    }

    /** A run that ended without a report to show. */
    static CliFailure run(WorkflowFailedException failed) {
        String id = failed.getExecution().getWorkflowId();
        Throwable cause = failed.getCause();
        if (cause instanceof ApplicationFailure failure) {
            String type = failure.getType() == null ? "Failed" : failure.getType();
            return new CliFailure(type, failure.getOriginalMessage(), ExitCode.ofFailureType(type), failed);
        }
        if (cause instanceof CanceledFailure) {
            return new CliFailure("Canceled", "run " + id + " was cancelled", ExitCode.FAILED, failed);
        }
        if (cause instanceof TerminatedFailure) {
            return new CliFailure(
                    "Terminated",
                    "run " + id
                            + " was terminated, so slots may be open; look with ./slotferry diagnose, or start the move again under the same --workflow-id to take over",
                    ExitCode.FAILED,
                    failed);
        }
        if (cause instanceof TimeoutFailure) {
            return new CliFailure("TimedOut", "run " + id + " ran into its time limit", ExitCode.FAILED, failed);
        }
        return new CliFailure("Failed", "run " + id + " failed: " + failed.getMessage(), ExitCode.FAILED, failed);
    }

    /** Nobody answered as Temporal does at an address where somebody may be. */
    static CliFailure connect(StatusRuntimeException e, String address, boolean tls) {
        Status.Code code = e.getStatus().getCode();
        if (code == Status.Code.PERMISSION_DENIED || code == Status.Code.UNAUTHENTICATED) {
            return new CliFailure(
                    "TemporalRefused",
                    "Temporal at " + address + " refuses these credentials; check TEMPORAL_API_KEY and TEMPORAL_TLS_*",
                    ExitCode.NO_TEMPORAL,
                    e);
        }
        return tls ? notByTls(address, e) : unreachable(address, e);
    }

    private static CliFailure notByTls(String address, Throwable e) {
        return new CliFailure(
                "TemporalUnreachable",
                "cannot reach Temporal at " + address
                        + " by TLS, which TEMPORAL_TLS, TEMPORAL_API_KEY or the profile turns on: does it speak TLS, with a"
                        + " certificate that is trusted here? If not, unset them; else check TEMPORAL_ADDRESS",
                ExitCode.NO_TEMPORAL,
                e);
    }

    static CliFailure unreachable(String address, @Nullable Throwable e) {
        return new CliFailure(
                "TemporalUnreachable",
                "cannot reach Temporal at " + address
                        + "; start one with `temporal server start-dev` or set TEMPORAL_ADDRESS",
                ExitCode.NO_TEMPORAL,
                e);
    }

    static CliFailure noSuchRun(String workflowId, @Nullable Throwable e) {
        return new CliFailure(NO_SUCH_RUN, "there is no run with workflow id " + workflowId, ExitCode.BAD_INPUT, e);
    }

    private static CliFailure update(WorkflowUpdateException refused) {
        ApplicationFailure failure = cause(refused, ApplicationFailure.class);
        if (failure == null) {
            return new CliFailure("Refused", String.valueOf(refused.getMessage()), ExitCode.BAD_INPUT, refused);
        }
        String type = failure.getType() == null ? "Refused" : failure.getType();
        int known = ExitCode.ofFailureType(type);
        // The run itself goes on: what was wrong was to ask this of it now.
        return new CliFailure(
                type, failure.getOriginalMessage(), known == ExitCode.FAILED ? ExitCode.BAD_INPUT : known, refused);
    }

    private static CliFailure rpc(StatusRuntimeException e) {
        String said =
                e.getStatus().getDescription() == null ? "" : e.getStatus().getDescription();
        return switch (e.getStatus().getCode()) {
            case NOT_FOUND ->
                said.contains("already completed")
                        ? new CliFailure(RUN_ENDED, "the run has ended already", ExitCode.BAD_INPUT, e)
                        : said.toLowerCase(java.util.Locale.ROOT).startsWith("namespace")
                                ? new CliFailure(
                                        "NoNamespace",
                                        "Temporal: " + said.replaceFirst("\\.$", "")
                                                + "; set TEMPORAL_NAMESPACE to one that exists, or create it",
                                        ExitCode.NO_TEMPORAL,
                                        e)
                                : new CliFailure(NO_SUCH_RUN, "there is no such run", ExitCode.BAD_INPUT, e);
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                new CliFailure("TemporalUnreachable", "Temporal does not answer: " + said, ExitCode.NO_TEMPORAL, e);
            case PERMISSION_DENIED, UNAUTHENTICATED ->
                new CliFailure("TemporalRefused", "Temporal refuses: " + said, ExitCode.NO_TEMPORAL, e);
            case INVALID_ARGUMENT ->
                new CliFailure("InvalidRequest", "Temporal refuses: " + said, ExitCode.BAD_INPUT, e);
            default -> new CliFailure("Temporal", "Temporal: " + said, ExitCode.FAILED, e);
        };
    }

    private static Throwable unwrapped(Throwable e) {
        boolean wrapper = e instanceof CompletionException || e instanceof ExecutionException;
        return wrapper && e.getCause() != null ? unwrapped(e.getCause()) : e;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        Throwable at = e;
        // Ten is deeper than any chain the SDK builds; a cycle must not hang the last resort.
        for (int depth = 0; at != null && depth < 10; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
