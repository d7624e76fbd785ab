package io.slotferry.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The port to repairs. Deciding runs in the activity that observed; each may be repeated at any time. Moving keys forward is the port of every move, {@link SlotActivities}. */
@ActivityInterface
public interface RepairActivities {

    /** Looks at all nodes and says what is to be done next to which slots. Changes nothing. */
    @ActivityMethod(name = "PlanRepair")
    RepairLook plan(RepairAsk ask);

    /** One act without keys on many slots: looks again first and leaves slots alone whose next act is another one by now. */
    @ActivityMethod(name = "ApplyRepair")
    Stepped apply(RepairBatch batch);

    /** Brings stranded keys home: {@code from} holds them, {@code to} owns the slots and stays the owner. Never replaces a key. */
    @ActivityMethod(name = "GatherKeys")
    Drained gather(DrainRequest request);
}
