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
 * @param sourceReplicas replicas the source had when the run began
 * @param targetReplicas replicas the target had when the run began: the heir of a target that owned nothing is known by nothing else
 */
public record WatchRequest(
        RunRef ref, String from, String to, SlotSet slots, List<String> sourceReplicas, List<String> targetReplicas) {}
