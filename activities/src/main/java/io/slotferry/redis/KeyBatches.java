package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.redis.KeyLists.Listed;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Lists the keys of a window of slots and sends them in batches, of which each blocks the source for as long as it takes. */
final class KeyBatches {

    /** Slots listed in one pipeline: some tenths of a millisecond of the source's time. */
    static final int WINDOW_SLOTS = 16;

    /** MIGRATEs under way: with two the source waited for the worker now and then (8.6 s where three take 8.2). A target that hangs holds the source up once for each of them, so they share one timeout (I7). */
    private static final int AT_ONCE_MAX = 3;

    private final Exposure exposure = new Exposure();
    private SlotSet open = SlotSet.EMPTY;
    private boolean begun;
    private final Unknowns unknowns;
    private final KeyLists lists;
    private final NodeLink source;
    private final NodeLink target;
    private final Migrate migrate;
    private final BusyKeys busy;
    private final int database;
    private final Doubts doubts;

    KeyBatches(NodeLink source, NodeLink target, Migrate migrate, BusyKeys busy, int database, Doubts doubts) {
        this.unknowns = new Unknowns(source, target);
        this.lists = new KeyLists(source, busy, unknowns);
        this.source = source;
        this.target = target;
        this.migrate = migrate;
        this.busy = busy;
        this.database = database;
        this.doubts = doubts;
    }

    /** What a target that is lost now may have taken alone (I12). */
    SlotSet ahead() {
        return exposure.slots();
    }

    /**
     * Moves what these slots hold, as far as one listing of each shows it.
     *
     * @return slots that may hold more: those with longer lists, or all of them where the caller should look again before it goes on
     */
    SlotSet round(SlotSet due, Meter meter, BooleanSupplier stopped, ReplicaBarrier barrier, Hold hold) {
        open = due;
        // Another drain may have left keys that no replica has yet.
        begun = begun || replicasHaveAll(stopped, barrier, hold);
        if (!begun) {
            return due;
        }
        Flight flight = new Flight(meter, stopped, barrier, hold);
        SlotSet left = due;
        SlotSet unlisted = due;
        SlotSet window = due.lowest(WINDOW_SLOTS);
        KeyLists.Asked next = lists.ask(window, flight.batchKeys());
        while (!window.isEmpty()) {
            KeyLists.Asked asked = next;
            left = left.minus(window);
            unlisted = unlisted.minus(window);
            window = unlisted.lowest(WINDOW_SLOTS);
            // Its answer is here before it is needed: the source carries out one MIGRATE after the other.
            next = lists.ask(window, flight.batchKeys());
            // Where the windows before it were nearly empty it still waits behind MIGRATEs, of a big key for seconds.
            KeyLists.Answer answer = lists.read(asked, flight.answerMs());
            if (answer.refusal() != null) {
                // What is under way is not in doubt for it.
                flight.landAll();
                throw answer.refusal();
            }
            left = left.plus(answer.longer());
            for (Listed entry : answer.listed()) {
                List<byte[]> keys = unknowns.free(entry.keys());
                if (keys.isEmpty()) {
                    hold.hold(SlotSet.of(entry.slot()), MigrateReply.REFUSED, unknowns.why(entry.slot()));
                }
                for (int first = 0; first < keys.size(); ) {
                    int end = Math.min(keys.size(), first + unknowns.batchKeys(entry.slot(), flight.batchKeys()));
                    if (!flight.next(new Listed(entry.slot(), keys.subList(first, end)))) {
                        flight.landAll();
                        return due;
                    }
                    first = end;
                }
            }
        }
        return flight.landAll() ? left : due;
    }

    private record Sent(Listed entry, NodeLink.Pending pending, long atNanos) {}

    private record Trouble(Listed entry, MigrateReply reply, String text) {}

    /**
     * MIGRATEs under way. While the source carries out one, the next lie in its socket, so it need not wait for ours to be told, and serves its clients in between.
     */
    private final class Flight {

        private final Meter meter;
        private final BooleanSupplier stopped;
        private final ReplicaBarrier barrier;
        private final Hold hold;
        private final ArrayDeque<Sent> sent = new ArrayDeque<>();
        private final List<Trouble> troubles = new ArrayList<>();
        private long landedNanos;
        private boolean alone;

        Flight(Meter meter, BooleanSupplier stopped, ReplicaBarrier barrier, Hold hold) {
            this.meter = meter;
            this.stopped = stopped;
            this.barrier = barrier;
            this.hold = hold;
        }

        /** With replicas those under way together carry no more than one may (I12), so that the source has the next while they are asked for the last. */
        int batchKeys() {
            return barrier.alone()
                    ? meter.batchKeys()
                    : Math.min(meter.batchKeys(), Math.max(1, meter.keysMost() / AT_ONCE_MAX));
        }

        /** Returns false when the caller should look again before it goes on. */
        boolean next(Listed entry) {
            boolean wasAlone = alone;
            alone = unknowns.alone(entry.slot());
            if (!land(alone || wasAlone ? 0 : AT_ONCE_MAX - 1, entry.keys().size())) {
                return false;
            }
            meter.awaitTurn(stopped);
            if (stopped.getAsBoolean()) {
                return false;
            }
            doubts.add(entry.slot(), entry.keys());
            exposure.sent(entry.slot(), entry.keys().size());
            CrashPoint.BEFORE_MIGRATE.reach();
            Request request = migrate.keys(database, entry.keys(), false, migrate.sharedMs(alone ? 1 : AT_ONCE_MAX));
            sent.add(new Sent(entry, source.send(List.of(request)), System.nanoTime()));
            meter.sent(entry.keys().size());
            CrashPoint.AMID_MIGRATE.reach();
            return true;
        }

        /** How long the answers to all that is under way may take. */
        long answerMs() {
            return migrate.answerMs() * sent.size();
        }

        boolean landAll() {
            return land(0, meter.keysMost());
        }

        /**
         * Waits until no more than so many are under way. Trouble is seen to once nothing is: what it does to the target must hit no other.
         *
         * @param keys how many shall go next: with them no more may be ahead of the target's replicas than one MIGRATE carries (I12)
         */
        private boolean land(int most, int keys) {
            landAnswered();
            while (!sent.isEmpty() && (sent.size() > (troubles.isEmpty() ? most : 0) || noRoom(keys))) {
                landOne();
            }
            boolean fine = troubles.isEmpty();
            String lost = "";
            for (Trouble met : troubles) {
                trouble(met, meter, stopped, hold);
                exposure.touched(met.entry.slot(), met.entry.keys().size());
                lost = met.reply == MigrateReply.UNKNOWN ? met.text : lost;
            }
            troubles.clear();
            if (!lost.isEmpty()) {
                unknownOutcome(lost, hold);
            }
            try {
                return confirmed(keys) && fine;
            } catch (NodeException e) {
                // What is under way is not in doubt because the target's replicas are.
                while (!sent.isEmpty()) {
                    landOne();
                }
                throw e;
            }
        }

        private boolean noRoom(int keys) {
            return !barrier.alone() && exposure.flyingKeys() + keys > meter.keysMost();
        }

        private void landOne() {
            Sent first = sent.element();
            Reply answer = first.pending.replies(answerMs()).get(0);
            sent.remove();
            exposure.answered();
            CrashPoint.AFTER_MIGRATE.reach();
            MigrateReply reply = MigrateReply.of(answer.text());
            boolean moved = reply.gone();
            if (moved) {
                meter.left(first.entry.slot(), first.entry.keys().size());
            } else {
                troubles.add(new Trouble(first.entry, reply, answer.text()));
            }
            if (reply != MigrateReply.UNKNOWN || MigrateReply.neverSent(answer.text())) {
                doubts.answered(first.entry.slot(), first.entry.keys());
            }
            unknowns.answered(reply);
            // It waited for the one before it first.
            long answeredNanos = first.pending.answeredNanos();
            meter.answered(
                    first.entry.keys().size(),
                    moved || reply == MigrateReply.BUSY_KEY,
                    answeredNanos - Math.max(first.atNanos, landedNanos));
            landedNanos = answeredNanos;
        }

        private void landAnswered() {
            while (!sent.isEmpty() && sent.element().pending.isAnswered()) {
                landOne();
            }
        }

        /** Asked for as soon as something has landed: the answer is here when room is needed, and the source need not wait. */
        private void ask() {
            if (exposure.hasLanded() && !barrier.isAsking()) {
                exposure.asked();
                barrier.ask();
            }
        }

        private boolean confirmed(int keys) {
            ask();
            while (exposure.any() && (barrier.alone() || exposure.keys() + keys > meter.keysMost())) {
                ask();
                CrashPoint.BEFORE_REPLICA_BARRIER.reach();
                if (!replicasHaveAll(stopped, barrier, hold)) {
                    return false;
                }
                exposure.confirmed();
                // As much as possible in one question, and that on its way before the source gets more to do.
                landAnswered();
                while (!sent.isEmpty() && noRoom(keys)) {
                    landOne();
                }
                ask();
            }
            return troubles.isEmpty();
        }
    }

    private boolean replicasHaveAll(BooleanSupplier stopped, ReplicaBarrier barrier, Hold hold) {
        boolean passed = barrier.passed(stopped);
        if (!passed && !stopped.getAsBoolean()) {
            SlotSet held = exposure.any() ? ahead() : open;
            hold.hold(held, MigrateReply.WAIT, "the target's replicas lag behind what was moved, or have lost it");
        }
        return passed;
    }

    /** The ladder: an error may hide partial success, so only what was asked key by key is counted; the next listing tells what is left. */
    private void trouble(Trouble met, Meter meter, BooleanSupplier stopped, Hold hold) {
        Listed entry = met.entry;
        SlotSet slot = SlotSet.of(entry.slot());
        switch (met.reply) {
            case BUSY_KEY -> {
                BusyKeys.Resolved resolved = busy.resolve(entry.slot(), database, entry.keys(), doubts, stopped);
                meter.left(entry.slot(), resolved.gone());
                MigrateReply worst = resolved.worst();
                if (!worst.gone() && (entry.keys().size() == 1 || !unknowns.narrows(entry, worst, met.text))) {
                    hold.hold(slot, worst, met.text);
                }
            }
            case UNKNOWN -> unknowns.add(entry, met.text);
            default -> {
                String text = Remedy.added(met.text, source.endpoint(), target.endpoint());
                if (!unknowns.narrows(entry, met.reply, text)) {
                    hold.hold(slot, met.reply, text);
                }
            }
        }
    }

    /** The late bytes of what went unanswered must not arrive after the next try (E2); and none follows while the target takes nothing. */
    private void unknownOutcome(String text, Hold hold) {
        if (unknowns.mayGoOn()) {
            Fence.cutOffMigrate(target, migrate.sourceHosts());
            doubts.settle();
        } else {
            hold.hold(
                    open,
                    MigrateReply.WAIT,
                    "the target " + target.endpoint() + " does not answer the source (" + text + ")");
        }
    }
}
