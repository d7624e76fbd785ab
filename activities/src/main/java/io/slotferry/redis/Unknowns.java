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
 * MIGRATEs whose outcome nobody knows. What failed beside others is tried alone. The target may have closed the connection because of one key, bigger than its limits: a slot with such a key goes key by key, and that one stays. Anything else is soon not tried at all.
 */
final class Unknowns {

    /** How a reason begins that is about one key. */
    static final String KEY = "key ";

    /** How long to wait for a silent target after IOERR before the slot is given back. */
    private static final long TARGET_BACK_MS = 3_000;

    /** IOERR answers in a row before all slots are given back: whatever the target does, it takes no keys now, and each try blocks the source. */
    private static final int IN_A_ROW_MAX = 2;

    /** Keys of one drain that are left where they are although others may move. */
    private static final int REFUSED_MAX = 16;

    /** No server lets proto-max-bulk-len or client-query-buffer-limit be less: a smaller key is not the reason. */
    private static final long BIG_BYTES = 1L << 20;

    private final Set<Integer> alone = new HashSet<>();
    private final Set<Integer> singly = new HashSet<>();
    private final TreeSet<byte[]> refused = new TreeSet<>(Arrays::compareUnsigned);
    private final Map<Integer, String> reasons = new HashMap<>();
    private final NodeLink source;
    private final NodeLink target;
    private final int database;
    private int inARow;

    Unknowns(NodeLink source, NodeLink target, int database) {
        this.source = source;
        this.target = target;
        this.database = database;
    }

    void answered(MigrateReply reply) {
        inARow = reply == MigrateReply.UNKNOWN ? inARow + 1 : 0;
    }

    /** Nobody knows what became of it. */
    void add(Listed batch, String text) {
        boolean again = !alone.add(batch.slot());
        boolean narrower = batch.keys().size() == 1 || !singly.contains(batch.slot());
        if (again
                && narrower
                && refused.size() < REFUSED_MAX
                && !MigrateReply.neverSent(text)
                && EqualCopies.ask(source, batch.keys(), "MEMORY", "USAGE").stream()
                        .anyMatch(size -> size.number() >= BIG_BYTES)) {
            narrow(
                    batch,
                    text + " (raise proto-max-bulk-len and client-query-buffer-limit on " + target.endpoint()
                            + ", or split the key)");
            inARow = 0;
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
            reasons.put(batch.slot(), KEY + KeyText.of(key, database) + ": " + text);
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
        if (inARow >= IN_A_ROW_MAX) {
            return false;
        }
        try {
            return target.call(TARGET_BACK_MS, "PING").ok();
        } catch (NodeException e) {
            return false;
        }
    }
}
