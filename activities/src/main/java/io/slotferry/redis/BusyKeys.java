package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Keys of batches that answered BUSYKEY (E2). The same value, which does not end much later on the target: replaced, nothing can be lost. Different values: the source's wins as long as it is the very process that served the slot since it was opened and knew all the while that it was open, because clients reach a key of an open slot on the source first; otherwise both copies stay and are reported (I5).
 */
final class BusyKeys {

    /** MIGRATEs in one pipeline: the source serves nobody else meanwhile, for about 2 ms. */
    private static final int TOGETHER_MAX = 16;

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

    /** What has an equal copy, and what the refused batch had carried over already, goes several at a time; the rest one by one. */
    Resolved resolve(int slot, int database, List<byte[]> keys, Doubts doubts, BooleanSupplier stopped) {
        Fence.cutOffMigrate(target, migrate.sourceHosts());
        EqualCopies copies = EqualCopies.among(source, target, keys);
        Outcome outcome = new Outcome(slot, doubts, stopped);
        if (kept == null) {
            several(database, copies.equal(), true, outcome);
        } else if (!copies.equal().isEmpty()) {
            outcome.add(copies.equal(), drop(copies.equal()));
        }
        several(database, copies.absent(), false, outcome);
        for (byte[] key : copies.rest()) {
            if (!outcome.ends()) {
                settle(database, key, migrate(database, key, false), outcome);
            }
        }
        return new Resolved(outcome.worst, outcome.gone);
    }

    /** One command a key, because only its own answer tells whether the source still had it; small ones, which share the time that a target that hangs may block the source. */
    private void several(int database, List<byte[]> keys, boolean replace, Outcome outcome) {
        for (int first = 0; first < keys.size() && !outcome.ends(); first += TOGETHER_MAX) {
            List<byte[]> some = keys.subList(first, Math.min(keys.size(), first + TOGETHER_MAX));
            long withinMs = migrate.sharedMs(some.size());
            List<Reply> replies = source.pipeline(
                    some.stream()
                            .map(key -> migrate.keys(database, List.of(key), replace, withinMs))
                            .toList(),
                    migrate.answerMs());
            for (int i = 0; i < some.size(); i++) {
                settle(database, some.get(i), MigrateReply.of(replies.get(i).text()), outcome);
            }
        }
    }

    private void settle(int database, byte[] key, MigrateReply answer, Outcome outcome) {
        MigrateReply reply = answer == MigrateReply.BUSY_KEY ? replaceOrKeep(outcome.slot, database, key) : answer;
        // What stays is no reason for the slot's other keys to stay with it.
        if (reply != MigrateReply.BUSY_KEY || kept == null || !kept.keep(outcome.slot, key)) {
            outcome.add(List.of(key), reply);
        }
    }

    /**
     * What a MIGRATE brought whose login failed. Of stranded keys the owner's copies stay, clients see them by now. In a move the source still serves its own, so those of the target go: as long as the source has a key no client was sent to the other copy of it.
     *
     * @return keys that the source holds no more
     */
    int takeBack(int slot, List<byte[]> keys, Doubts doubts) {
        EqualCopies copies = EqualCopies.among(source, target, keys);
        List<byte[]> equal = new ArrayList<>(copies.equal());
        for (byte[] key : copies.rest()) {
            if (Twins.same(source, target, key)) {
                equal.add(key);
            }
        }
        if (equal.isEmpty()) {
            return 0;
        }
        if (kept != null) {
            return drop(equal).gone() ? equal.size() : 0;
        }
        List<Reply> dropped = EqualCopies.ask(target, equal, "DEL");
        List<Reply> here = EqualCopies.ask(source, equal, "MEMORY", "USAGE");
        for (int i = 0; i < equal.size(); i++) {
            // Only what the source has even now was nobody's on the target all the while.
            if (dropped.get(i).ok() && here.get(i).number() > 0) {
                doubts.settled(slot, equal.get(i));
            }
        }
        return 0;
    }

    private static final class Outcome {

        private final int slot;
        private final Doubts doubts;
        private final BooleanSupplier stopped;
        private MigrateReply worst = MigrateReply.MOVED;
        private int gone;
        private boolean lost;

        Outcome(int slot, Doubts doubts, BooleanSupplier stopped) {
            this.slot = slot;
            this.doubts = doubts;
            this.stopped = stopped;
        }

        /** A target that hangs blocks the source with every further try. */
        boolean ends() {
            return lost || stopped.getAsBoolean();
        }

        void add(List<byte[]> keys, MigrateReply reply) {
            switch (reply) {
                case MOVED -> keys.forEach(key -> doubts.settled(slot, key));
                case UNKNOWN -> doubts.add(slot, keys);
                default -> {}
            }
            lost |= reply == MigrateReply.UNKNOWN;
            gone += reply == MigrateReply.MOVED || reply == MigrateReply.NO_KEY ? keys.size() : 0;
            if (reply.compareTo(worst) > 0) {
                worst = reply;
            }
        }
    }

    List<Finding> conflicts() {
        return conflicts;
    }

    private MigrateReply replaceOrKeep(int slot, int database, byte[] key) {
        boolean gathering = kept != null;
        Reply here = Twins.dump(source, key);
        // A source that migrates the slot sends those who ask for a key it does not have to the target.
        if (here.ok() ? here.bytes() == null : here.text().startsWith("ASK ")) {
            return MigrateReply.NO_KEY;
        }
        Reply there = Twins.dump(target, key);
        boolean comparable = here.ok() && there.ok();
        boolean same = comparable && Twins.same(source, target, key, here, there);
        if (same && gathering) {
            return drop(List.of(key));
        }
        boolean prolonged = same && Twins.outlives(target, source, key);
        if ((same && !prolonged) || (comparable && sourceWins.test(slot))) {
            return migrate(database, key, true);
        }
        if (conflicts.size() < NAMED_MAX) {
            conflicts.add(Finding.of(
                    "conflicting-key",
                    Finding.Severity.ERROR,
                    SlotSet.of(slot),
                    List.of(source.label(), target.label()),
                    "key " + KeyText.of(key, database)
                            + (prolonged
                                    ? " has the same value, but not the same time to live (PTTL), on "
                                    : comparable
                                            ? " has different values on "
                                            : " cannot be compared (" + refused(here, there) + ") between ")
                            + (gathering
                                    ? "the owner " + target.endpoint() + " and on " + source.endpoint()
                                    : "source and target, and nobody knows whether the source alone has served this slot"
                                            + " since it was opened")
                            + "; both copies are kept"
                            + (gathering ? "" : " and the slot stays open"),
                    KeyText.selecting(database)
                            + (gathering
                                    ? "compare both with DUMP (after ASKING); DEL the one you do not want (after ASKING), then"
                                            + " repair again"
                                    : "compare both with DUMP (on the target after ASKING), delete the copy you do not want,"
                                            + " then repair (or send retryParked to a move that still runs)")));
        }
        return MigrateReply.BUSY_KEY;
    }

    private static String refused(Reply here, Reply there) {
        return here.ok() ? there.text() : here.text();
    }

    /** The owner may have changed its copy since it was compared: it is the newer one then, and it stays. */
    private MigrateReply drop(List<byte[]> keys) {
        boolean all = EqualCopies.ask(source, keys, "DEL").stream().allMatch(Reply::ok);
        return MigrateReply.of(all ? "OK" : "NOPERM del");
    }

    private MigrateReply migrate(int database, byte[] key, boolean replace) {
        Object[] words = migrate.keys(database, List.of(key), replace).words();
        return MigrateReply.of(source.call(migrate.answerMs(), words).text());
    }
}
