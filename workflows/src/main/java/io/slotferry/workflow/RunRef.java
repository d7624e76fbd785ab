package io.slotferry.workflow;

/**
 * Which run asks, on which cluster. The run is part of every connection's name, so that a takeover finds the connections of the ones before it (I11).
 *
 * @param cluster as the request names it
 * @param run the run's id
 */
public record RunRef(String cluster, String run) {}
