package io.slotferry.workflow;

import io.slotferry.contract.SlotSet;
import java.util.List;

/**
 * Asks who stands for source and target of a lane now.
 *
 * @param ref run and cluster
 * @param from node id of the source
 * @param to node id of the target
 * @param slots slots the source owned
 * @param sourceReplicas who else was in the source's shard when the run began
 * @param targetReplicas the same of the target: the heir of a target that owned nothing is known by nothing else
 */
public record WatchRequest(
        RunRef ref, String from, String to, SlotSet slots, List<String> sourceReplicas, List<String> targetReplicas) {}
