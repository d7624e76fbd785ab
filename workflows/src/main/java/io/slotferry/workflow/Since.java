package io.slotferry.workflow;

import io.temporal.workflow.Workflow;

/** What a run does that runs of an earlier release did not: their histories are replayed as they were. Asked only where it matters, because the answer is written to the history. */
final class Since {

    private Since() {}

    /** They went on opening slots. */
    static boolean lanesStopWhenRefused() {
        return has("refused-meanwhile");
    }

    /** They went on looking. */
    static boolean unknownNodesEndALane() {
        return has("unknown-node");
    }

    /** They went back as fast as they could, and a cancel ended no drain of theirs. */
    static boolean rollbacksArePaced() {
        return has("rollback-paced");
    }

    /** Each of the waves that are open together had as many slots as all of them may have. */
    static boolean wavesShareOpenSlots() {
        return has("waves-share-open-slots");
    }

    /** They failed where nobody could be asked at their end. */
    static boolean verificationWaits() {
        return has("verification-waits");
    }

    /** Their waves slept while a target's former primary was away. */
    static boolean drainsWaitForFormerTargets() {
        return has("drain-waits-for-former-target");
    }

    /** They slept, and looked when they woke. */
    static boolean repairsWaitForNodes() {
        return has("repair-waits-for-nodes");
    }

    private static boolean has(String change) {
        return Workflow.getVersion(change, Workflow.DEFAULT_VERSION, 1) >= 1;
    }
}
