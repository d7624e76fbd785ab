package io.slotferry.workflow;

/**
 * Who stands for source and target of a lane now, after a failover.
 *
 * @param from node id of the source's primary
 * @param to node id of the target's primary
 * @param fromAddress {@code host:port}
 * @param toAddress {@code host:port}
 * @param blindMs how long, at most, open slots may have answered nil for keys that had moved already, in milliseconds; 0 if their marks were inherited, -1 if none was open or no key had moved
 */
public record Heirs(String from, String to, String fromAddress, String toAddress, long blindMs) {}
