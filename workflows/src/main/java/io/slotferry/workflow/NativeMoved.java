package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of the slots that the servers were to move themselves.
 *
 * @param done slots that source and target both give to the target now
 * @param outcome why the others are not done
 * @param problem one sentence on it; empty if all are done
 * @param elsewhere slots that both ends give to a third node; null in what an earlier release recorded
 */
public record NativeMoved(SlotSet done, Outcome outcome, String problem, @Nullable SlotSet elsewhere) {

    public NativeMoved(SlotSet done, Outcome outcome, String problem) {
        this(done, outcome, problem, SlotSet.EMPTY);
    }

    SlotSet givenAway() {
        return elsewhere == null ? SlotSet.EMPTY : elsewhere;
    }

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
