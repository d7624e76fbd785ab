package io.slotferry.contract;

/**
 * Where a run stands. Adding a constant breaks older readers: see the contract page.
 *
 * <pre>
 * PRECHECKING -> PLANNED -> (AWAITING_APPROVAL) -> RUNNING -> VERIFYING -> SUCCEEDED | PARTIAL
 * RUNNING <-> THROTTLED, STALLED, NEEDS_OPERATOR;  RUNNING -> PAUSING -> PAUSED -> RUNNING
 * any -> CANCELLING -> CANCELLED;  any -> ROLLING_BACK -> ROLLED_BACK;  any -> FAILED
 * </pre>
 */
public enum RunState {
    PLANNED,
    AWAITING_APPROVAL,
    PRECHECKING,
    RUNNING,
    THROTTLED,
    PAUSING,
    PAUSED,
    STALLED,
    NEEDS_OPERATOR,
    VERIFYING,
    CANCELLING,
    ROLLING_BACK,
    SUCCEEDED,
    PARTIAL,
    CANCELLED,
    ROLLED_BACK,
    FAILED;

    /** Whether a run in this state is over. */
    public boolean ended() {
        return switch (this) {
            case SUCCEEDED, PARTIAL, CANCELLED, ROLLED_BACK, FAILED -> true;
            default -> false;
        };
    }
}
