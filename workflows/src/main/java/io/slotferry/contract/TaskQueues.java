package io.slotferry.contract;

/** Names a starter needs to know. */
public final class TaskQueues {

    /** Every workflow and activity of Slotferry is served from this task queue. */
    public static final String SLOTFERRY = "slotferry";

    private TaskQueues() {}
}
