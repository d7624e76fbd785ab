package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;

/**
 * Asks how much the next slots hold and how to cut them into waves.
 *
 * @param ref run and cluster
 * @param from node id of the source
 * @param to node id of the target
 * @param candidates slots still to move, lowest first
 * @param wavesMax most waves to return
 * @param canary whether the first wave shall be one slot only
 * @param waveMicrosMax time one wave may take to drain, in microseconds
 * @param waveKeysMax most keys of one wave; 0 for no limit
 * @param openSlotsMax most slots of one wave
 * @param correctionPermille what drains so far say about the estimate
 * @param bigKeyPolicy move, skip or ask
 * @param bigKeyStallMsMax a key expected to block the source for longer is big, in milliseconds
 * @param adopting whether the run saw these slots open: keys on the target are theirs, even if failovers took both marks since
 */
public record WeighRequest(
        RunRef ref,
        String from,
        String to,
        SlotSet candidates,
        int wavesMax,
        boolean canary,
        long waveMicrosMax,
        long waveKeysMax,
        int openSlotsMax,
        long correctionPermille,
        String bigKeyPolicy,
        long bigKeyStallMsMax,
        boolean adopting) {}
