package io.slotferry.demo;

import io.slotferry.contract.Report;
import org.jspecify.annotations.Nullable;

/**
 * How the move went.
 *
 * @param workflowId of the run
 * @param report what the run returned; null if it failed
 * @param failure why it failed; empty if it did not
 * @param seconds from the start to the end of the run
 * @param killedAtPercent slots moved when the worker was killed; -1 if the run was over before
 * @param takenOverAfterSeconds from the kill to the first slot that another worker moved; -1 if none did
 */
record MoveStory(
        String workflowId,
        @Nullable Report report,
        String failure,
        double seconds,
        int killedAtPercent,
        double takenOverAfterSeconds) {

    boolean killed() {
        return killedAtPercent >= 0 && takenOverAfterSeconds >= 0;
    }
}
