package io.slotferry.chaos;

import io.slotferry.contract.SlotSet;

/**
 * A node was gone: killed or stopped.
 *
 * @param nodeId of the node
 * @param address of the node
 * @param fromNanos right before the signal was sent
 * @param untilNanos when it was started or continued again; the end of time while it is still gone
 * @param importing slots it was importing right before, as it said itself
 */
record Outage(String nodeId, String address, long fromNanos, long untilNanos, SlotSet importing) {

    Outage until(long nanos) {
        return new Outage(nodeId, address, fromNanos, nanos, importing);
    }
}
