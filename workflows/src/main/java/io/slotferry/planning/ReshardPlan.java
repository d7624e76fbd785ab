package io.slotferry.planning;

import io.slotferry.contract.SlotMove;
import java.util.List;

/**
 * What a request comes to on the cluster as it is.
 *
 * @param moves one per source and target, sorted by them; every slot at most once; empty if there is nothing to do
 * @param notes how the request was read where that is not obvious, one sentence each
 */
public record ReshardPlan(List<SlotMove> moves, List<String> notes) {

    public ReshardPlan {
        moves = List.copyOf(moves);
        notes = List.copyOf(notes);
    }
}
