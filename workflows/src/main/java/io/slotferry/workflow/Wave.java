package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;

/**
 * The step Temporal sees: slots of one source that are opened, drained and closed together.
 *
 * @param ref run and cluster
 * @param number unique within the run
 * @param from node id of the source
 * @param to node id of the target
 * @param slots the slots of this wave that are not done yet
 */
public record Wave(RunRef ref, int number, String from, String to, SlotSet slots) {

    Wave with(SlotSet rest) {
        return new Wave(ref, number, from, to, rest);
    }
}
