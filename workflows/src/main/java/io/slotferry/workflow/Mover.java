package io.slotferry.workflow;

import io.slotferry.contract.SlotMove;

/** How the slots of one wave get from source to target. */
interface Mover {

    /**
     * Returns when the wave is done or given up; what is left of it the ledger knows.
     *
     * @param planned the wave as the plan names its ends; steps go to whoever stands for them now
     * @param keysPerSecond the pace limit, 0 for none
     * @param letNext called once the wave only waits, so that it does not hold up its lane; may be called again
     */
    void move(Wave planned, Weighed.Weight weight, long keysPerSecond, Runnable letNext);

    /** Whether this lane should begin another wave with it. */
    default boolean goesOn(SlotMove lane) {
        return true;
    }

    /** Whether the servers move the slots themselves, without opening them. */
    default boolean natively() {
        return false;
    }
}
