package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import java.util.List;
import java.util.Map;

/**
 * @param ref run and cluster
 * @param scope slots to look at
 * @param aside slots to leave as they are
 * @param consents ids of findings the operator consented to; read at the first look only
 * @param consented code to slots, as the first look read the ids
 * @param back whether half-moved slots go back
 * @param asCommands whether to list the commands
 */
public record RepairAsk(
        RunRef ref,
        SlotSet scope,
        SlotSet aside,
        List<String> consents,
        Map<String, SlotSet> consented,
        boolean back,
        boolean asCommands) {}
