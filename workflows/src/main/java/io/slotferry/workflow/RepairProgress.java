package io.slotferry.workflow;

import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;

/** What people see of a repair. */
final class RepairProgress {

    private RepairProgress() {}

    static Progress of(
            RepairLedger ledger, Verbs verbs, StateClock clock, RunState state, String cluster, String headline) {
        String next = verbs.paused()
                ? "send signal `resume` (no input) to go on, or Cancel to stop here"
                : state.ended()
                        ? "nothing"
                        : "send signal `pause` (no input) to hold, or Cancel to stop after the present act";
        return ledger.progress(
                cluster, state, headline, waitingFor(ledger, verbs.pausedBecause(), clock.since(state), state), next);
    }

    private static String waitingFor(RepairLedger ledger, String pausedBecause, String since, RunState state) {
        return switch (state) {
            case PRECHECKING -> "the lock on the cluster and an answer of its nodes; " + since;
            case PAUSED -> "paused" + because(pausedBecause) + "; " + since + ", until resume";
            case PAUSING, CANCELLING -> "the present act" + because(ledger.doing) + "; " + since + ", until it is done";
            case STALLED ->
                ledger.waitsFor() + "; " + since + "; looks again every few seconds, and ends PARTIAL after some 70 s"
                        + " in which nothing could be done";
            default -> "";
        };
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : " (" + why + ")";
    }
}
