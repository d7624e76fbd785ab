package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.redis.KeyLists.Listed;
import io.slotferry.slotmove.MigrateReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * MIGRATEs under way. While the source carries out one, the next lie in its socket, so it need not wait for ours to be told, and serves its clients in between.
 */
final class Flight {

    /** MIGRATEs under way, at most. A target that hangs holds the source up once for each of them, so they share one timeout (I7). */
    private static final int AT_ONCE_MAX = 3;

    /** The same for a source that is near. It carries out in one go what has come by the time it reads: of three that is often two, for the whole of which its clients wait. Of two the second comes while it works on the first (Valkey 9.1, one traced run each: of what came while it was busy 3.5 % waited for more than 1 ms, of three 6.5 %). */
    private static final int AT_ONCE_NEAR = 2;

    /** A source is near if it gets the next before it has done with the one it has: half of what a MIGRATE of some 60 small keys takes. */
    private static final long NEAR_NANOS = 300_000;

    private record Sent(Listed entry, NodeLink.Pending pending, long atNanos) {}

    private final Way way;
    private final Exposure exposure;
    private final Pass pass;
    private final Ladder ladder;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final List<Ladder.Trouble> troubles = new ArrayList<>();
    private long landedNanos;
    private boolean alone;

    Flight(Way way, Exposure exposure, Pass pass) {
        this.way = way;
        this.exposure = exposure;
        this.pass = pass;
        this.ladder = new Ladder(way, pass);
    }

    /** With replicas those under way together carry no more than one may (I12), so that the source has the next while they are asked for the last. */
    int batchKeys() {
        return pass.barrier().alone()
                ? pass.meter().batchKeys()
                : Math.min(pass.meter().batchKeys(), Math.max(1, pass.meter().keysMost() / atOnce()));
    }

    private int atOnce() {
        return way.source().shortestNanos() < NEAR_NANOS ? AT_ONCE_NEAR : AT_ONCE_MAX;
    }

    /** Returns false when the caller should look again before it goes on. */
    boolean next(Listed entry) {
        boolean wasAlone = alone;
        alone = way.unknowns().alone(entry.slot());
        if (!land(alone || wasAlone ? 0 : atOnce() - 1, entry.keys().size())) {
            return false;
        }
        pass.meter().awaitTurn(pass.stopped());
        if (pass.stopped().getAsBoolean()) {
            return false;
        }
        way.doubts().add(entry.slot(), entry.keys());
        exposure.sent(entry.slot(), entry.keys().size());
        CrashPoint.BEFORE_MIGRATE.reach();
        Request request = way.migrate()
                .keys(way.database(), entry.keys(), false, way.migrate().sharedMs(alone ? 1 : AT_ONCE_MAX));
        sent.add(new Sent(entry, way.source().send(List.of(request)), System.nanoTime()));
        pass.meter().sent(entry.keys().size());
        CrashPoint.AMID_MIGRATE.reach();
        return true;
    }

    /** How long the answers to all that is under way may take. */
    long answerMs() {
        return way.migrate().answerMs() * sent.size();
    }

    boolean landAll() {
        return land(0, pass.meter().keysMost());
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
        for (Ladder.Trouble met : troubles) {
            ladder.climb(met);
            exposure.touched(met.entry().slot(), met.entry().keys().size());
            lost = met.reply() == MigrateReply.UNKNOWN ? met.text() : lost;
        }
        troubles.clear();
        if (!lost.isEmpty()) {
            ladder.unknownOutcome(lost);
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
        return !pass.barrier().alone()
                && exposure.flyingKeys() + keys > pass.meter().keysMost();
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
            pass.meter().left(first.entry.slot(), first.entry.keys().size());
        } else {
            troubles.add(new Ladder.Trouble(first.entry, reply, answer.text()));
        }
        boolean told = reply != MigrateReply.UNKNOWN && !MigrateReply.loginFailed(answer.text());
        if (told || MigrateReply.neverSent(answer.text())) {
            way.doubts().answered(first.entry.slot(), first.entry.keys());
        }
        way.unknowns().answered(reply);
        // It waited for the one before it first.
        long answeredNanos = first.pending.answeredNanos();
        pass.meter()
                .answered(
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
        if (exposure.hasLanded() && !pass.barrier().isAsking()) {
            exposure.asked();
            pass.barrier().ask();
        }
    }

    private boolean confirmed(int keys) {
        ask();
        while (exposure.any()
                && (pass.barrier().alone()
                        || exposure.keys() + keys > pass.meter().keysMost())) {
            ask();
            CrashPoint.BEFORE_REPLICA_BARRIER.reach();
            if (!replicasHaveAll()) {
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

    /** Whether the target's replicas have all that was moved; the slots are held if they lag for too long. */
    boolean replicasHaveAll() {
        boolean passed = pass.barrier().passed(pass.stopped());
        if (!passed && !pass.stopped().getAsBoolean()) {
            SlotSet held = exposure.any() ? exposure.slots() : pass.due();
            pass.hold()
                    .hold(
                            held,
                            MigrateReply.WAIT,
                            "the target's replicas lag behind what was moved, or are out of sync");
        }
        return passed;
    }
}
