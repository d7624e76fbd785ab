package io.slotferry.workflow;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.MoveRequest;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ReshardRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests by what a test cares about. */
final class Requests {

    private Requests() {}

    static ReshardRequest moves(
            String cluster,
            List<MoveRequest> moves,
            boolean approval,
            @Nullable PaceLimits pace,
            @Nullable BigKeys bigKeys) {
        return new ReshardRequest(
                cluster, null, null, null, null, moves, null, approval, true, null, pace, bigKeys, "test", null,
                List.of());
    }

    static ReshardRequest atomic(String cluster, List<MoveRequest> moves) {
        return new ReshardRequest(
                cluster, null, null, null, null, moves, "atomic", null, null, null, null, null, "test", null,
                List.of());
    }

    /** Waves of one slot. */
    static PaceLimits oneByOne() {
        return new PaceLimits(null, null, 1L, null, null, null, List.of());
    }

    static ReshardRequest dryRun(String cluster, String to, String slots) {
        return new ReshardRequest(
                cluster, to, slots, null, null, null, null, null, null, true, null, null, "test", null, List.of());
    }
}
