package io.slotferry.workflow;

import io.slotferry.contract.SlotMove;
import java.util.List;

/**
 * Asks whether every node agrees that these moves are done.
 *
 * @param strays whether to look for keys on nodes that do not own their slots: after a failover, or where slots were taken over, another node may have kept copies
 */
public record VerifyRequest(RunRef ref, List<SlotMove> done, boolean strays) {}
