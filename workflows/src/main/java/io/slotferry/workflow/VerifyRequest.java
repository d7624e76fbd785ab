package io.slotferry.workflow;

import io.slotferry.contract.SlotMove;
import java.util.List;

/** Asks whether every node agrees that these moves are done. */
public record VerifyRequest(RunRef ref, List<SlotMove> done) {}
