package io.slotferry.redis;

import io.slotferry.contract.BigKeys;
import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.pacing.WaveSize;
import java.util.ArrayList;
import java.util.List;

/**
 * A first look for big keys in the slots to move, bounded in time: a whole scan would take as long as the move. Every slot is weighed again right before it is opened, so what this look misses is still found in time.
 */
final class BigKeyLook {

    /** Time for all sources together, in milliseconds: a run must start soon, a dry run may look longer. */
    private static final long RUN_MAX_MS = 200;

    private static final long DRY_RUN_MAX_MS = 3_000;
    private static final int KEYS_PER_SLOT = 200;
    private static final int NAMED_MAX = 5;
    private static final long TIMEOUT_MS = 2_000;

    private final long stallMsMax;
    private final long until;
    private final List<String> big = new ArrayList<>();
    private SlotSet slots = SlotSet.EMPTY;
    private int looked;

    BigKeyLook(BigKeys policy, boolean dryRun) {
        Long asked = policy.stallMsMax();
        this.stallMsMax = asked == null ? BigKeys.DEFAULTS.stallMsMax() : asked;
        this.until = System.nanoTime() + (dryRun ? DRY_RUN_MAX_MS : RUN_MAX_MS) * 1_000_000;
    }

    List<Finding> at(Session session, List<SlotMove> moves) {
        for (SlotMove move : moves) {
            List<Integer> databases =
                    KeyCounts.databases(session.look(move.from()).link(), TIMEOUT_MS);
            move.slots().stream().takeWhile(slot -> System.nanoTime() < until).forEach(slot -> {
                looked++;
                databases.forEach(
                        database -> look(session.look(move.from(), database).link(), database, slot));
            });
        }
        if (big.isEmpty()) {
            return List.of();
        }
        String names = String.join(", ", big.subList(0, Math.min(NAMED_MAX, big.size())));
        return List.of(Finding.of(
                "big-key",
                Finding.Severity.WARNING,
                slots,
                List.of(),
                "Big keys among the first " + looked + " slots looked at: " + names
                        + "; the source answers nobody while one moves",
                "Move them at a quiet hour, split them, or set bigKeys.policy to skip"));
    }

    private void look(NodeLink link, int database, int slot) {
        List<Object> names = link.call(TIMEOUT_MS, "CLUSTER", "GETKEYSINSLOT", slot, KEYS_PER_SLOT)
                .list();
        List<Request> requests = new ArrayList<>();
        names.forEach(name -> requests.add(Request.of("MEMORY", "USAGE", name)));
        List<Reply> sizes = link.pipeline(requests, TIMEOUT_MS);
        for (int i = 0; i < sizes.size(); i++) {
            long stallMs = WaveSize.bigKeyMs(sizes.get(i).number());
            if (stallMs > stallMsMax) {
                slots = slots.plus(SlotSet.of(slot));
                big.add(KeyText.of((byte[]) names.get(i), database) + " ("
                        + (sizes.get(i).number() >> 20) + " MB, about " + stallMs + " ms)");
            }
        }
    }
}
