package io.slotferry.workflow;

import io.temporal.workflow.Workflow;

/** What operators asked of the run. Handlers only set these; lanes look at them before they open a slot. */
final class Verbs {

    /** How a run is to stop, in the order of strength: a later verb never weakens an earlier one. */
    enum Stop {
        NONE,
        FINISH_EARLY,
        ROLLBACK,
        CANCEL
    }

    private boolean paused;
    private String pausedBecause = "";
    private long pausedSinceMs;
    private boolean approved;
    private boolean retryParked;
    private boolean continueAsNew;
    private boolean lockLost;
    private boolean lockGone;
    private Stop stop = Stop.NONE;
    private long stopSinceMs;

    void pause(String why) {
        if (!paused) {
            paused = true;
            pausedBecause = why;
            pausedSinceMs = Workflow.currentTimeMillis();
        }
    }

    void resume() {
        paused = false;
    }

    void stop(Stop wanted) {
        if (wanted.ordinal() > stop.ordinal()) {
            // A cancel waits for its own time, however long ago the verb before it was sent.
            if (stop == Stop.NONE || wanted == Stop.CANCEL) {
                stopSinceMs = Workflow.currentTimeMillis();
            }
            stop = wanted;
        }
    }

    /** The slots that were to be moved back are on their way: only a cancel still stops lanes now. */
    boolean stopsLanes(boolean rollingBack) {
        return lockGone || (rollingBack ? stop == Stop.CANCEL : stop != Stop.NONE);
    }

    /** Another run holds the cluster now: nothing may be opened any more, not even to bring slots home. */
    void loseLockForGood() {
        lockGone = true;
        stop(Stop.FINISH_EARLY);
    }

    /** Whether the rest is left to the next run, which begins with no slot open. */
    boolean handsOver(boolean rollingBack) {
        return continueAsNew && !stopsLanes(rollingBack);
    }

    /** What was asked of the run that handed over to this one, also while it did. */
    void takeOver(Carried carried) {
        if (carried.paused()) {
            pause(carried.pausedBecause());
        }
        stop(carried.stop() == null ? Stop.NONE : Stop.valueOf(carried.stop()));
        if (carried.retryParked()) {
            askToRetryParked();
        }
    }

    void approve() {
        approved = true;
    }

    void askToRetryParked() {
        retryParked = true;
    }

    boolean takeRetryParked() {
        boolean asked = retryParked;
        retryParked = false;
        return asked;
    }

    void askToContinueAsNew() {
        continueAsNew = true;
    }

    void lockLost(boolean lost) {
        lockLost = lost;
    }

    boolean lockIsGone() {
        return lockGone;
    }

    boolean lockIsLost() {
        return lockLost;
    }

    boolean continuesAsNew() {
        return continueAsNew;
    }

    boolean paused() {
        return paused;
    }

    String pausedBecause() {
        return pausedBecause;
    }

    long pausedSinceMs() {
        return pausedSinceMs;
    }

    boolean approved() {
        return approved;
    }

    boolean retryParkedAsked() {
        return retryParked;
    }

    Stop stop() {
        return stop;
    }

    boolean cancelled() {
        return stop == Stop.CANCEL;
    }

    /** Open slots are to be closed soon: pace limits that would hold them open no longer count. Of a run that goes back the rollback is its work, and hurries nothing. */
    boolean hurry(boolean rollingBack) {
        return paused || lockLost || (rollingBack ? stop == Stop.CANCEL : stop != Stop.NONE);
    }

    /** A cancel has waited its time for slots that cannot be closed. */
    boolean cancelWaitedEnough() {
        return cancelled() && Workflow.currentTimeMillis() - stopSinceMs > Limits.CANCEL_WAIT_MAX.toMillis();
    }
}
