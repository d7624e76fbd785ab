package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * The step Temporal sees: slots of one source that are opened, drained and closed together.
 *
 * @param ref run and cluster
 * @param number unique within the run
 * @param from node id of the source
 * @param to node id of the target
 * @param slots the slots of this wave that are not done yet
 * @param openedTo node id of the primary the slots were opened to; empty if they were open before the run, null (old histories) stands for {@code to}
 */
public record Wave(RunRef ref, int number, String from, String to, SlotSet slots, @Nullable String openedTo) {

    Wave(RunRef ref, int number, String from, String to, SlotSet slots) {
        this(ref, number, from, to, slots, to);
    }

    Wave with(SlotSet rest) {
        return new Wave(ref, number, from, to, rest, openedTo);
    }

    /** The same between the heirs. A target that was replaced twice may have left marks on either of those before. */
    Wave between(Heirs heirs) {
        boolean again = !heirs.to().equals(to) && !to.equals(openedTo);
        return new Wave(ref, number, heirs.from(), heirs.to(), slots, again ? "" : openedTo);
    }

    Wave openBefore() {
        return new Wave(ref, number, from, to, slots, "");
    }
}
