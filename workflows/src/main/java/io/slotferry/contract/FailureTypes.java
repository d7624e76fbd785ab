package io.slotferry.contract;

/**
 * The failure types of a workflow that ends Failed. The message is one sentence for a person; the type is for programs. {@code docs/reference/contract.md} lists them with their exit codes.
 */
public final class FailureTypes {

    /** The request is wrong: unknown field, wrong type, impossible slots or nodes. Nothing was changed. Exit code 2. */
    public static final String INVALID_REQUEST = "InvalidRequest";
    /** A pre-check found something that makes the move unsafe. Nothing was changed. Exit code 3. */
    public static final String PRECHECK_FAILED = "PreCheckFailed";
    /** The plan names owners that have changed since it was made. Nothing was changed. Exit code 3. */
    public static final String STALE_PLAN = "StalePlan";
    /** Another mutating run holds this cluster. Nothing was changed. Exit code 3. */
    public static final String LOCK_HELD = "LockHeld";
    /** No seed answers as a cluster node with the configured credentials. Nothing was changed. Exit code 6. */
    public static final String CLUSTER_UNREACHABLE = "ClusterUnreachable";
    /** The run stopped on something it could not handle; the sentence says what is open. Exit code 1. */
    public static final String GAVE_UP = "GaveUp";

    /** An update does not fit the state of the run, for example resume of a run that is not paused. The run goes on as before. Exit code 2. */
    public static final String VERB_REFUSED = "VerbRefused";

    private FailureTypes() {}
}
