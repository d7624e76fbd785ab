package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which keys slots hold: asked for ahead, so that the answer is there when it is needed. */
final class KeyLists {

    private static final long LIST_MS = 2_000;

    /** Keys listed of one slot, where one batch is not more. */
    private static final int LISTED_KEYS_MAX = 2_000;

    private final NodeLink source;
    private final BusyKeys busy;
    private final Unknowns unknowns;

    KeyLists(NodeLink source, BusyKeys busy, Unknowns unknowns) {
        this.source = source;
        this.busy = busy;
        this.unknowns = unknowns;
    }

    record Listed(int slot, List<byte[]> keys) {}

    /** A listing on its way. */
    record Asked(int[] slots, int[] keysMax, NodeLink.Pending pending) {}

    /**
     * @param listed what may go
     * @param longer slots that hold more than they were asked for
     * @param refusal why there is no list: no list is no empty list, the slot would look drained, and be looked at again for ever
     */
    record Answer(List<Listed> listed, SlotSet longer, @Nullable NodeException refusal) {}

    /** With fewer slots more of each: a listing is worth about as many MIGRATEs whatever the slots hold. */
    Asked ask(SlotSet window, int batchKeys) {
        CrashPoint.BEFORE_LISTING.reach();
        int wanted = batchKeys * Math.max(1, KeyBatches.WINDOW_SLOTS / Math.max(1, window.count()));
        int each = Math.max(batchKeys, Math.min(wanted, LISTED_KEYS_MAX));
        int[] slots = window.stream().toArray();
        int[] keysMax = Arrays.stream(slots)
                .map(slot -> each + busy.kept(slot) + unknowns.refused(slot))
                .toArray();
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            requests.add(Request.of("CLUSTER", "GETKEYSINSLOT", slots[i], keysMax[i]));
        }
        return new Asked(slots, keysMax, source.send(requests));
    }

    /** @param behindMs how long what was sent before it may take */
    Answer read(Asked asked, long behindMs) {
        List<Reply> replies = asked.pending.replies(LIST_MS + behindMs);
        List<Listed> listed = new ArrayList<>();
        List<Integer> longer = new ArrayList<>();
        for (int i = 0; i < asked.slots.length; i++) {
            if (replies.get(i).failed()) {
                String error = replies.get(i).text();
                return new Answer(
                        List.of(),
                        SlotSet.EMPTY,
                        Refusal.of(source.endpoint(), source.user(), "CLUSTER GETKEYSINSLOT", error));
            }
            List<byte[]> all = new ArrayList<>();
            replies.get(i).list().forEach(key -> all.add((byte[]) key));
            if (all.size() >= asked.keysMax[i]) {
                longer.add(asked.slots[i]);
            }
            List<byte[]> keys = busy.free(asked.slots[i], all);
            if (!keys.isEmpty()) {
                listed.add(new Listed(asked.slots[i], keys));
            }
        }
        return new Answer(listed, SlotSet.of(longer), null);
    }
}
