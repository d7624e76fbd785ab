package io.slotferry.cli;

import io.slotferry.contract.FailureTypes;

/** What the process says to a script; the numbers are part of the contract. */
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int BAD_INPUT = 2;
    static final int REFUSED = 3;
    static final int PARKED = 4;
    static final int NO_TEMPORAL = 5;
    static final int NO_CLUSTER = 6;
    static final int FOUND = 7;
    /** SIGINT: Ctrl-C. */
    static final int INTERRUPTED = 130;
    /** SIGTERM. */
    static final int TERMINATED = 143;

    private ExitCode() {}

    /** What shells call the end by a signal. */
    static int ofSignal(int number) {
        return 128 + number;
    }

    /** The code for a run that ended with one of {@link FailureTypes}. */
    static int ofFailureType(String type) {
        return switch (type) {
            case FailureTypes.INVALID_REQUEST, FailureTypes.VERB_REFUSED -> BAD_INPUT;
            case FailureTypes.PRECHECK_FAILED, FailureTypes.STALE_PLAN, FailureTypes.LOCK_HELD -> REFUSED;
            case FailureTypes.CLUSTER_UNREACHABLE -> NO_CLUSTER;
            default -> FAILED;
        };
    }
}
