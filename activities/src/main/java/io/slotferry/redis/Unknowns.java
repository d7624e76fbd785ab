package io.slotferry.redis;

import io.slotferry.redis.KeyLists.Listed;
import io.slotferry.slotmove.MigrateReply;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * MIGRATEs whose outcome nobody knows. What failed beside others is tried alone. A target that closes the connection at once may do so because of one key, bigger than its limits: then the slot goes key by key, and that one stays. What is slow is soon not tried at all.
 */
final class Unknowns {

    /** How long to wait for a silent target after IOERR before the slot is given back. */
    private static final long TARGET_BACK_MS = 3_000;

    /** Slow IOERR answers in a row before all slots are given back: whatever the target does, it takes no keys now, and each try blocks the source. */
    private static final int SLOW_IN_A_ROW_MAX = 2;

    /** IOERR answers in a row of whatever kind: a batch, the batch alone, and three single keys. */
    private static final int IN_A_ROW_MAX = 5;

    /** Keys of one drain that are tried by themselves although others were refused. */
    private static final int REFUSED_MAX = 16;

    private final Set<Integer> alone = new HashSet<>();
    private final Set<Integer> singly = new HashSet<>();
    private final TreeSet<byte[]> refused = new TreeSet<>(Arrays::compareUnsigned);
    private final Map<Integer, String> reasons = new HashMap<>();
    private final NodeLink target;
    private int inARow;
    private int slowInARow;

    Unknowns(NodeLink target) {
        this.target = target;
    }

    /** @param slow whether the source waited for it, or could not even connect */
    void answered(MigrateReply reply, boolean slow) {
        boolean unknown = reply == MigrateReply.UNKNOWN;
        inARow = unknown ? inARow + 1 : 0;
        slowInARow = unknown && slow ? slowInARow + 1 : 0;
    }

    /** Nobody knows what became of it. */
    void add(Listed batch, String text, boolean slow) {
        boolean again = !alone.add(batch.slot());
        if (again && !slow) {
            narrow(
                    batch,
                    text + " (if the key is big, raise proto-max-bulk-len and client-query-buffer-limit on "
                            + target.endpoint() + ")");
        }
    }

    /** Whether one key may be the reason that all were refused: then they go one by one, and that one stays. */
    boolean narrows(Listed batch, MigrateReply reply, String text) {
        boolean aboutKeys =
                reply == MigrateReply.REFUSED && !MigrateReply.refusesAll(text) && refused.size() < REFUSED_MAX;
        if (aboutKeys) {
            narrow(batch, text);
        }
        return aboutKeys;
    }

    private void narrow(Listed batch, String text) {
        if (batch.keys().size() > 1) {
            singly.add(batch.slot());
        } else {
            byte[] key = batch.keys().get(0);
            refused.add(key);
            reasons.put(batch.slot(), "key " + KeyText.of(key) + ": " + text);
        }
    }

    /** Whether nothing else may be under way with it. */
    boolean alone(int slot) {
        return alone.contains(slot);
    }

    /** How many keys of this slot may go at once. */
    int batchKeys(int slot, int otherwise) {
        return singly.contains(slot) ? 1 : otherwise;
    }

    /** At most how many keys of this slot stay. */
    int refused(int slot) {
        return reasons.containsKey(slot) ? refused.size() : 0;
    }

    List<byte[]> free(List<byte[]> keys) {
        return refused.isEmpty()
                ? keys
                : keys.stream().filter(key -> !refused.contains(key)).toList();
    }

    /** Why keys of this slot stay; only where {@link #free} left none. */
    String why(int slot) {
        return reasons.getOrDefault(slot, "");
    }

    /** Whether another try makes sense: the target is there, and it is not always the same. */
    boolean mayGoOn() {
        if (inARow >= IN_A_ROW_MAX || slowInARow >= SLOW_IN_A_ROW_MAX) {
            return false;
        }
        try {
            return target.call(TARGET_BACK_MS, "PING").ok();
        } catch (NodeException e) {
            return false;
        }
    }
}
