package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One line of a plan: these slots go from one primary to another. A plan prints it, {@code moves} takes it back.
 *
 * @param slots the slots, for example {@code "0-99,105"}
 * @param from node id of the primary that owns them when the plan is made
 * @param to node id of the primary that shall own them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SlotMove(SlotSet slots, String from, String to) {

    public SlotMove reversed() {
        return new SlotMove(slots, to, from);
    }
}
