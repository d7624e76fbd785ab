package io.slotferry.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The port to the slots of one wave: one Redis command over a batch of slots, pipelined; drain is the one composite. Each looks at source and target first, asks {@link io.slotferry.slotmove.SlotMover} and acts only on slots whose next step is its own, so each may be repeated at any time.
 */
@ActivityInterface
public interface SlotActivities {

    /** CLUSTER SETSLOT IMPORTING on the target. */
    @ActivityMethod(name = "SetSlotsImporting")
    Stepped setImporting(Wave wave);

    /** CLUSTER SETSLOT MIGRATING on the source. */
    @ActivityMethod(name = "SetSlotsMigrating")
    Stepped setMigrating(Wave wave);

    /** MIGRATE until the source counts 0; re-asserts the marks first. Returns what it did when cancelled. */
    @ActivityMethod(name = "DrainSlots")
    Drained drain(DrainRequest request);

    /** CLUSTER SETSLOT NODE on the target, the source and the other primaries. Only one at a time in a cluster (I4): the caller holds the lock. */
    @ActivityMethod(name = "SetSlotsNode")
    Stepped setNode(Wave wave);

    /** CLUSTER SETSLOT STABLE on the target and then the source, for slots of which the target holds nothing (I6). */
    @ActivityMethod(name = "SetSlotsStable")
    Stepped setStable(Wave wave);

    /** CLUSTER MIGRATESLOTS and CLUSTER GETSLOTMIGRATIONS until the job has ended; a job of these slots that runs already is taken over. When cancelled it waits a moment for the end and then sends CLUSTER CANCELSLOTMIGRATIONS. */
    @ActivityMethod(name = "MigrateSlots")
    NativeMoved moveNatively(Wave wave);
}
