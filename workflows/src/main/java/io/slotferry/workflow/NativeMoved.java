package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;

/**
 * What became of the slots that the servers were to move themselves.
 *
 * @param done slots that source and target both give to the target now
 * @param outcome why the others are not done
 * @param problem one sentence on it; empty if all are done
 */
public record NativeMoved(SlotSet done, Outcome outcome, String problem) {

    public enum Outcome {
        /** All are done. */
        MOVED,
        /** The servers gave the job up, or refused it; the slots are where they were, and another try may do. */
        FAILED,
        /** No try will do. */
        REFUSED,
        /** Something passes, or comes back: it costs no try. */
        WAITS,
        /** Told to stop; no job runs any more. */
        STOPPED
    }
}
