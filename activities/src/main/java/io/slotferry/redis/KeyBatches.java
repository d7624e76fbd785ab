package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Lists the keys of a window of slots and sends them in batches, one batch in flight: it blocks the source for as long as it takes. */
final class KeyBatches {

    /** Slots listed in one pipeline: about a millisecond of the source's time. */
    private static final int WINDOW_SLOTS = 64;

    private static final long LIST_MS = 2_000;

    /** How long to wait for a silent target after IOERR before the slot is given back. */
    private static final long TARGET_BACK_MS = 3_000;

    /** MIGRATEs in one pipeline, one a slot. A target that hangs holds the source up once for each of them, so they share one timeout (I7). */
    private static final int AT_ONCE_MAX = 4;

    /** IOERR answers in a row before all slots are given back: whatever the target does, it takes no keys now, and each try blocks the source. */
    private static final int UNKNOWN_MAX = 2;

    /** Slots of which a MIGRATE had an unknown outcome: what is slow beside others is tried alone. */
    private final Set<Integer> unknown = new HashSet<>();

    private SlotSet open = SlotSet.EMPTY;
    private int unknownInARow;
    private final NodeLink source;
    private final NodeLink target;
    private final Migrate migrate;
    private final BusyKeys busy;
    private final int database;
    private final Doubts doubts;

    KeyBatches(NodeLink source, NodeLink target, Migrate migrate, BusyKeys busy, int database, Doubts doubts) {
        this.source = source;
        this.target = target;
        this.migrate = migrate;
        this.busy = busy;
        this.database = database;
        this.doubts = doubts;
    }

    /** What to do with slots that cannot go on. */
    interface Hold {
        void hold(SlotSet slots, MigrateReply reply, String text);
    }

    private record Listed(int slot, List<byte[]> keys) {}

    /** Moves what the next slots hold; returns the slots that had keys left when they were listed. */
    SlotSet window(SlotSet due, Meter meter, BooleanSupplier stopped, BooleanSupplier replicasHave, Hold hold) {
        CrashPoint.BEFORE_LISTING.reach();
        open = due;
        List<Listed> listed = new ArrayList<>();
        SlotSet rest = due;
        while (listed.isEmpty() && !rest.isEmpty()) {
            SlotSet window = rest.lowest(WINDOW_SLOTS);
            rest = rest.minus(window);
            listed.addAll(list(window, meter.batchKeys()));
        }
        SlotSet left = SlotSet.of(listed.stream().map(Listed::slot).toList());
        List<Listed> batch = new ArrayList<>();
        int carried = 0;
        for (Listed entry : listed) {
            boolean alone = unknown.contains(entry.slot) || (!batch.isEmpty() && unknown.contains(batch.get(0).slot));
            if (carried >= meter.batchKeys() || batch.size() >= AT_ONCE_MAX || (alone && !batch.isEmpty())) {
                if (!send(batch, meter, stopped, replicasHave, hold)) {
                    return left;
                }
                batch.clear();
                carried = 0;
            }
            batch.add(entry);
            carried += entry.keys.size();
        }
        send(batch, meter, stopped, replicasHave, hold);
        return left;
    }

    private List<Listed> list(SlotSet window, int keysMax) {
        List<Request> requests = new ArrayList<>();
        window.forEach(slot -> requests.add(Request.of("CLUSTER", "GETKEYSINSLOT", slot, keysMax + busy.kept(slot))));
        List<Reply> replies = source.pipeline(requests, LIST_MS);
        List<Listed> listed = new ArrayList<>();
        int[] slots = window.stream().toArray();
        for (int i = 0; i < slots.length; i++) {
            if (replies.get(i).failed()) {
                // No list is no empty list: the slot would look drained, and be looked at again for ever.
                throw Refusal.of(
                        source.endpoint(),
                        source.user(),
                        "CLUSTER GETKEYSINSLOT",
                        replies.get(i).text());
            }
            List<byte[]> all = new ArrayList<>();
            replies.get(i).list().forEach(key -> all.add((byte[]) key));
            List<byte[]> keys = busy.free(slots[i], all);
            if (!keys.isEmpty()) {
                listed.add(new Listed(slots[i], keys));
            }
        }
        return listed;
    }

    /** Returns false when the caller should look again before it goes on. */
    private boolean send(
            List<Listed> batch, Meter meter, BooleanSupplier stopped, BooleanSupplier replicasHave, Hold hold) {
        meter.awaitTurn(stopped);
        if (batch.isEmpty() || stopped.getAsBoolean()) {
            return false;
        }
        List<Request> requests = new ArrayList<>();
        int carried = 0;
        long timeoutMs = migrate.sharedMs(batch.size());
        for (Listed entry : batch) {
            requests.add(migrate.keys(database, entry.keys, false, timeoutMs));
            carried += entry.keys.size();
        }
        batch.forEach(entry -> doubts.add(entry.slot, entry.keys));
        long started = System.nanoTime();
        CrashPoint.BEFORE_MIGRATE.reach();
        NodeLink.Pending sent = source.send(requests);
        CrashPoint.AMID_MIGRATE.reach();
        List<Reply> replies = sent.replies(migrate.answerMs() * requests.size());
        CrashPoint.AFTER_MIGRATE.reach();
        long nanos = System.nanoTime() - started;
        boolean fine = true;
        String lost = "";
        for (int i = 0; i < batch.size(); i++) {
            MigrateReply reply = MigrateReply.of(replies.get(i).text());
            if (reply != MigrateReply.MOVED && reply != MigrateReply.NO_KEY) {
                fine = false;
                carried -= batch.get(i).keys.size();
                trouble(batch.get(i), reply, replies.get(i).text(), hold);
            }
            if (reply != MigrateReply.UNKNOWN
                    || MigrateReply.neverSent(replies.get(i).text())) {
                doubts.answered(batch.get(i).slot, batch.get(i).keys);
            }
            unknownInARow = reply == MigrateReply.UNKNOWN ? unknownInARow + 1 : 0;
            lost = reply == MigrateReply.UNKNOWN ? replies.get(i).text() : lost;
        }
        if (!lost.isEmpty()) {
            unknownOutcome(lost, hold);
        }
        meter.moved(Math.max(0, carried), nanos);
        if (!replicasHave.getAsBoolean() && !stopped.getAsBoolean()) {
            SlotSet slots = SlotSet.of(batch.stream().map(Listed::slot).toList());
            hold.hold(slots, MigrateReply.WAIT, "the target's replicas lag behind what was moved");
            return false;
        }
        return fine;
    }

    /** The ladder: an error may hide partial success, so nothing here counts keys; the next listing tells what is left. */
    private void trouble(Listed entry, MigrateReply reply, String text, Hold hold) {
        SlotSet slot = SlotSet.of(entry.slot);
        switch (reply) {
            case BUSY_KEY -> {
                MigrateReply worst = busy.resolve(entry.slot, database, entry.keys, doubts);
                if (worst != MigrateReply.MOVED && worst != MigrateReply.NO_KEY) {
                    hold.hold(slot, worst, text);
                }
            }
            case UNKNOWN -> unknown.add(entry.slot);
            default -> hold.hold(slot, reply, text);
        }
    }

    /** The late bytes of what went unanswered must not arrive after the next try (E2); and none follows while the target takes nothing. */
    private void unknownOutcome(String text, Hold hold) {
        if (unknownInARow < UNKNOWN_MAX && targetAnswers()) {
            Fence.cutOffMigrate(target, migrate.sourceHosts());
            doubts.settle();
        } else {
            hold.hold(open, MigrateReply.WAIT, "the target does not answer the source (" + text + ")");
        }
    }

    private boolean targetAnswers() {
        try {
            return target.call(TARGET_BACK_MS, "PING").ok();
        } catch (NodeException e) {
            return false;
        }
    }
}
