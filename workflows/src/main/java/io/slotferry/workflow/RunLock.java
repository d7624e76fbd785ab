package io.slotferry.workflow;

import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The cluster is this run's alone from the first look to the last: taken, watched, and taken back where somebody ended it. */
final class RunLock {

    private final Verbs verbs;
    private final Ledger ledger;
    private final BooleanSupplier runEnded;
    private @Nullable ClusterLease lease;

    RunLock(Verbs verbs, Ledger ledger, BooleanSupplier runEnded) {
        this.verbs = verbs;
        this.ledger = ledger;
        this.runEnded = runEnded;
    }

    /** @param movesKept moves that an earlier part of this run has done; they stay, whoever holds the lock now */
    void take(String cluster, @Nullable String requestedBy, int movesKept) {
        String kept = movesKept == 0 ? "" : "; " + movesKept + " moves done before stay";
        ClusterLease taking = ClusterLease.acquire(cluster, requestedBy, kept);
        lease = taking;
        Async.procedure(() -> keep(taking));
    }

    void release() {
        if (lease != null) {
            lease.release();
        }
    }

    /** A lock that somebody ended: open nothing more, close what is open, and take it back. */
    private void keep(ClusterLease mine) {
        while (!runEnded.getAsBoolean()) {
            Workflow.await(() -> runEnded.getAsBoolean() || mine.lost());
            if (runEnded.getAsBoolean()) {
                return;
            }
            verbs.lockLost(true);
            Workflow.await(() -> runEnded.getAsBoolean() || ledger.movesNothing());
            boolean back = false;
            long until = Workflow.currentTimeMillis() + Limits.LOCK_RETAKE_MAX.toMillis();
            while (!back && !runEnded.getAsBoolean() && Workflow.currentTimeMillis() < until) {
                back = mine.retake();
                if (!back) {
                    Workflow.sleep(Duration.ofSeconds(2));
                }
            }
            verbs.lockLost(false);
            if (!back) {
                ledger.lastProblem = "the lock on the cluster was taken by another run";
                verbs.loseLockForGood();
                return;
            }
        }
    }
}
