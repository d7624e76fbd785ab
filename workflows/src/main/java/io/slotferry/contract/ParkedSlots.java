package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Slots that could not move and do not block the rest.
 *
 * @param slots the slots; they are whole on their source unless the reason says otherwise
 * @param reason why, in one sentence
 * @param next what the operator can do
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ParkedSlots(SlotSet slots, String reason, String next) {}
