package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Keys that answered BUSYKEY, one by one (E2). The same value: replaced, nothing can be lost. Different values: the source's wins as long as it is the very process that served the slot since it was opened and knew all the while that it was open, because clients reach a key of an open slot on the source first; otherwise both copies stay and are reported (I5).
 */
final class BusyKeys {

    private static final long TIMEOUT_MS = 5_000;

    /** Conflicts named in one drain's result; the rest are counted by slot. */
    private static final int NAMED_MAX = 20;

    private final NodeLink source;
    private final NodeLink target;
    private final Migrate migrate;
    private final IntPredicate sourceWins;

    /** The target owns the slot and serves the clients, the source's copies are stranded: these stay. Null in a move, where a conflict ends the slot. */
    private final @Nullable KeptKeys kept;

    private final List<Finding> conflicts = new ArrayList<>();

    /** @param sourceWins slots whose source has served them, and known that they were open, ever since they were opened */
    BusyKeys(NodeLink source, NodeLink target, Migrate migrate, IntPredicate sourceWins) {
        this(source, target, migrate, sourceWins, null);
    }

    private BusyKeys(
            NodeLink source, NodeLink target, Migrate migrate, IntPredicate sourceWins, @Nullable KeptKeys kept) {
        this.source = source;
        this.target = target;
        this.migrate = migrate;
        this.sourceWins = sourceWins;
        this.kept = kept;
    }

    /** For stranded keys on their way home: the owner's copy is never replaced. */
    static BusyKeys gathering(NodeLink holder, NodeLink owner, Migrate migrate, KeptKeys kept) {
        return new BusyKeys(holder, owner, migrate, slot -> false, kept);
    }

    /** How many more keys to list of this slot, to see beyond those that stay. */
    int kept(int slot) {
        return kept == null ? 0 : kept.count(slot);
    }

    /** The listed keys without those that stay. */
    List<byte[]> free(int slot, List<byte[]> keys) {
        return kept == null ? keys : kept.free(slot, keys);
    }

    /**
     * What became of a batch.
     *
     * @param worst the worst reply met; BUSY_KEY means that a conflict stays and the slot cannot go on beside it
     * @param gone keys that the source holds no more
     */
    record Resolved(MigrateReply worst, int gone) {}

    /** Moves these keys of one slot one at a time. Those that the refused batch had carried over are gone already. */
    Resolved resolve(int slot, int database, List<byte[]> keys, Doubts doubts) {
        MigrateReply worst = MigrateReply.MOVED;
        int gone = 0;
        Fence.cutOffMigrate(target, migrate.sourceHosts());
        for (byte[] key : keys) {
            MigrateReply reply = MigrateReply.of(
                    source.call(migrate.answerMs(), words(database, key, false)).text());
            if (reply == MigrateReply.BUSY_KEY) {
                reply = replaceOrKeep(slot, database, key);
            }
            if (reply == MigrateReply.BUSY_KEY && kept != null && kept.keep(slot, key)) {
                // What stays is no reason for the slot's other keys to stay with it.
                continue;
            }
            gone += reply == MigrateReply.MOVED || reply == MigrateReply.NO_KEY ? 1 : 0;
            if (reply == MigrateReply.MOVED) {
                doubts.replaced(slot, key);
            } else if (reply == MigrateReply.UNKNOWN) {
                doubts.add(slot, List.of(key));
            }
            if (reply.compareTo(worst) > 0) {
                worst = reply;
            }
        }
        return new Resolved(worst, gone);
    }

    List<Finding> conflicts() {
        return conflicts;
    }

    private MigrateReply replaceOrKeep(int slot, int database, byte[] key) {
        boolean gathering = kept != null;
        Reply here = Twins.dump(source, key);
        if (here.ok() && here.bytes() == null) {
            return MigrateReply.NO_KEY;
        }
        Reply there = Twins.dump(target, key);
        boolean comparable = here.ok() && there.ok();
        boolean same = comparable && Twins.same(source, target, key, here, there);
        if (same && gathering) {
            // The owner may have changed its copy since: it is the newer one then, and it stays.
            return MigrateReply.of(
                    source.pipeline(List.of(Request.of("ASKING"), Request.of("DEL", key)), TIMEOUT_MS)
                                    .get(1)
                                    .ok()
                            ? "OK"
                            : "NOPERM del");
        }
        if (same || (comparable && sourceWins.test(slot))) {
            return MigrateReply.of(
                    source.call(migrate.answerMs(), words(database, key, true)).text());
        }
        if (conflicts.size() < NAMED_MAX) {
            conflicts.add(Finding.of(
                    "conflicting-key",
                    Finding.Severity.ERROR,
                    SlotSet.of(slot),
                    List.of(source.endpoint().toString(), target.endpoint().toString()),
                    "key " + KeyText.of(key)
                            + (comparable
                                    ? " has different values on "
                                    : " cannot be compared (" + refused(here, there) + ") between ")
                            + (gathering
                                    ? "the owner " + target.endpoint() + " and on " + source.endpoint()
                                    : "source and target, and the source changed, or was told that the slot is closed,"
                                            + " since it was opened")
                            + "; both copies are kept"
                            + (gathering ? "" : " and the slot stays open"),
                    gathering
                            ? "compare both with DUMP (after ASKING); DEL the one you do not want (after ASKING), then"
                                    + " repair again"
                            : "compare both with DUMP (on the target after ASKING), delete the copy you do not want,"
                                    + " then send retryParked, start the move again with adopt, or repair"));
        }
        return MigrateReply.BUSY_KEY;
    }

    private static String refused(Reply here, Reply there) {
        return here.ok() ? there.text() : here.text();
    }

    private Object[] words(int database, byte[] key, boolean replace) {
        return migrate.keys(database, List.of(key), replace).words();
    }
}
