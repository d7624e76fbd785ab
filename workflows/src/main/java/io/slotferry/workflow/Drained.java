package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.List;

/**
 * What one drain achieved. Partial results are normal: a cancel or a deadline ends a drain between two batches.
 *
 * @param ready slots whose source counts 0 keys and whose marks are in place: they can be finalised
 * @param obstacles what holds the others
 * @param keys keys moved
 * @param micros time spent moving, in microseconds
 * @param batchKeys where pacing ended
 * @param findings conflicts by name, capped
 */
public record Drained(
        SlotSet ready, List<Obstacle> obstacles, long keys, long micros, int batchKeys, List<Finding> findings) {}
