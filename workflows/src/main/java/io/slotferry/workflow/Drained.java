package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one drain achieved. Partial results are normal: a cancel or a deadline ends a drain between two batches.
 *
 * @param ready slots whose source counts 0 keys and whose marks are in place: they can be finalised
 * @param obstacles what holds the others
 * @param keys keys moved
 * @param micros time spent moving, in microseconds
 * @param batchKeys where pacing ended
 * @param findings conflicts by name, capped
 * @param waited whether it was held up by a node that does not answer or is being failed over, and waited as long as it was told to: the next drain may start at once
 * @param seenAtMs when source and target were last seen to be who they are, in milliseconds since 1970; 0 if nobody looked
 * @param disagrees whether both ends answer and do not agree about a slot without keys, which a failover or gossip may yet settle
 * @param heirs who stands for source and target now, with the slots marked between them; null if nothing changed
 * @param forgotten slots whose source did not know for a while that they were open: what the target has of them is never replaced
 * @param owned slots that both ends took for the target's at the end; null if nobody looked
 */
public record Drained(
        SlotSet ready,
        List<Obstacle> obstacles,
        long keys,
        long micros,
        int batchKeys,
        List<Finding> findings,
        boolean waited,
        long seenAtMs,
        boolean disagrees,
        @Nullable Heirs heirs,
        SlotSet forgotten,
        @Nullable SlotSet owned) {

    public Drained {
        // Histories of an earlier release have none.
        forgotten = forgotten == null ? SlotSet.EMPTY : forgotten;
    }

    public static Drained nothing(int batchKeys) {
        return new Drained(
                SlotSet.EMPTY, List.of(), 0, 0, batchKeys, List.of(), false, 0, false, null, SlotSet.EMPTY, null);
    }
}
