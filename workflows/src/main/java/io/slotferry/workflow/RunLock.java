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

    /** Refuses, naming the holder, if another run has it. */
    void take(RunRef ref, @Nullable String requestedBy) {
        ClusterLease taking = ClusterLease.acquire(ref, requestedBy, () -> {});
        lease = taking;
        Async.procedure(() -> keep(taking));
    }

    /** For a run that has continued as new and gave the lock back for a moment; false if it does not get it again. */
    boolean takeAgain(RunRef ref, @Nullable String requestedBy) {
        long until = Workflow.currentTimeMillis() + Limits.LOCK_RETAKE_MAX.toMillis();
        while (true) {
            try {
                take(ref, requestedBy);
                return true;
            } catch (Refusal e) {
                ledger.lastProblem = String.valueOf(e.getMessage());
                if (Workflow.currentTimeMillis() >= until) {
                    return false;
                }
                Workflow.sleep(Duration.ofSeconds(2));
            }
        }
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
