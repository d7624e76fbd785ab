package io.slotferry.repair;

import io.slotferry.contract.SlotSet;

/**
 * The same act on many slots: one batch.
 *
 * @param act what to do
 * @param slots to which slots
 */
public record RepairTask(RepairAct act, SlotSet slots) {}
