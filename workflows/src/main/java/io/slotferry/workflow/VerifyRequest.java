package io.slotferry.workflow;

import io.slotferry.contract.SlotMove;
import java.util.List;
import java.util.Map;

/**
 * Asks whether every node agrees that these moves are done.
 *
 * @param strays whether to look for keys on nodes that do not own their slots: after a failover, or where slots were taken over, another node may have kept copies
 * @param replicas node id of a primary to the ids of its replicas when the run began: who may have taken the place of one that is gone
 */
public record VerifyRequest(RunRef ref, List<SlotMove> done, boolean strays, Map<String, List<String>> replicas) {

    public VerifyRequest {
        // Histories of an earlier release have none.
        replicas = replicas == null ? Map.of() : replicas;
    }
}
