package io.slotferry.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What a repair does, or would do, to slots that are broken in the same way.
 *
 * @param slots the slots
 * @param why why it is done so, in one sentence
 * @param steps what is done, one sentence each, in order; empty where it only waits
 * @param consent id of the finding that has to be consented to first; empty if nothing has to be
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlannedRepair(SlotSet slots, String why, List<String> steps, String consent) {}
