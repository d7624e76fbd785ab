package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.function.BooleanSupplier;

/**
 * One time through these slots.
 *
 * @param hold what is told of slots that cannot go on
 */
record Pass(SlotSet due, Meter meter, BooleanSupplier stopped, ReplicaBarrier barrier, Hold hold) {}
