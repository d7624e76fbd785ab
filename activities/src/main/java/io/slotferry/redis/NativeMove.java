package io.slotferry.redis;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot;
import io.slotferry.slotmove.ObservedSlot.Mark;
import io.slotferry.slotmove.ObservedSlot.Owner;
import io.slotferry.slotmove.SlotMover;
import io.slotferry.workflow.NativeMoved;
import io.slotferry.workflow.NativeMoved.Outcome;
import io.slotferry.workflow.Wave;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs of the servers' own, CLUSTER MIGRATESLOTS on the source, one after the other, each watched until it has ended. It begins at whatever the servers show, so it may be repeated at any time: a job of these slots that runs is watched, and a job that is gone is judged by who owns the slots.
 */
final class NativeMove {

    private static final Logger LOG = LoggerFactory.getLogger(NativeMove.class);

    /** In the message of a job whose target hung at the end of it. */
    private static final String WRITES_STOPPED = "Unpaused before migration completed";

    private static final long TIMEOUT_MS = 2_000;
    private static final long POLL_MS = 10;

    /** Keys of one job. A source deletes what it gave away in one go: 130 000 small keys hold its clients up for 90 ms, 25 000 for 35. */
    private static final long JOB_KEYS_MAX = 25_000;

    /** A job that has not ended by then is cancelled, in milliseconds: a slot that is written faster than it is copied never ends. */
    private static final long JOB_MAX_MS = 300_000;

    /** How long a job may go on after the run was told to hold or to stop, in milliseconds. */
    private static final long STOP_GRACE_MS = 3_000;

    /** How long the ends may differ about the owners after a job, in milliseconds. */
    private static final long AGREE_MAX_MS = 5_000;

    private final Session session;
    private final Wave wave;
    private final Beat beat;
    private long began = System.nanoTime();
    private String sent = "";
    private long stoppedAt;
    private long differSince;

    NativeMove(Session session, Wave wave, Beat beat) {
        this.session = session;
        this.wave = wave;
        this.beat = beat;
    }

    NativeMoved run() {
        try {
            while (true) {
                NativeMoved moved = step();
                if (moved != null) {
                    return moved;
                }
                Meter.pause(POLL_MS);
            }
        } catch (NodeException e) {
            return new NativeMoved(SlotSet.EMPTY, Outcome.WAITS, e.getMessage());
        }
    }

    /** Looks, and does what is due; null while the job runs. */
    private @Nullable NativeMoved step() {
        // Fenced like a SETSLOT step (I11): a fresh one ends every older one first.
        NodeLink source = session.control(wave.from()).link();
        List<NativeJob> jobs = jobs(source);
        Optional<NativeJob> running = jobs.stream().filter(job -> !job.ended()).findFirst();
        if (running.isPresent()) {
            return watch(source, running.get());
        }
        SlotView seen = SlotView.observeOwners(session, wave.from(), wave.to(), wave.slots());
        SlotSet done = seen.where(slot -> slot.sourceSees() == Owner.TARGET && slot.targetSees() == Owner.TARGET);
        SlotSet due = wave.slots().minus(done);
        if (due.isEmpty()) {
            return new NativeMoved(done, Outcome.MOVED, "");
        }
        SlotSet still = seen.where(slot -> slot.sourceSees() == Owner.SOURCE && slot.targetSees() == Owner.SOURCE);
        if (!still.containsAll(due)) {
            return differing(done, due.minus(still), seen);
        }
        differSince = 0;
        if (!sent.isEmpty() && !succeeded(jobs)) {
            String why = why(jobs);
            return new NativeMoved(
                    done,
                    // The target did not take over while the source stopped its writes for seconds: not again.
                    why.contains(WRITES_STOPPED) ? Outcome.REFUSED : Outcome.FAILED,
                    source.endpoint() + " gave the move of " + due.named(3) + " up: " + why);
        }
        sent = "";
        if (stops()) {
            return new NativeMoved(done, Outcome.STOPPED, "");
        }
        return begin(source, seen, done, due);
    }

    private boolean succeeded(List<NativeJob> jobs) {
        return jobs.stream().anyMatch(job -> job.name().equals(sent) && !job.failed());
    }

    private String why(List<NativeJob> jobs) {
        return jobs.stream()
                .filter(job -> job.name().equals(sent))
                .map(job -> job.message().isEmpty() ? job.state() : job.message())
                .findFirst()
                .orElse("it was restarted and has no record of it");
    }

    private @Nullable NativeMoved watch(NodeLink source, NativeJob job) {
        boolean ours =
                job.export() && job.target().equals(wave.to()) && wave.slots().containsAll(job.slots());
        if (!ours) {
            return new NativeMoved(
                    SlotSet.EMPTY,
                    Outcome.WAITS,
                    source.endpoint() + " is busy with another slot migration of its own: " + job.describe());
        }
        sent = job.name();
        boolean tooLong = since(began) > JOB_MAX_MS;
        boolean told = stops() && since(stoppedAt) > STOP_GRACE_MS;
        if ((tooLong || told) && !job.handsOver()) {
            Reply reply = source.call(TIMEOUT_MS, "CLUSTER", "CANCELSLOTMIGRATIONS");
            LOG.info(
                    "{}: slots {} cancelled: {}", source.endpoint(), job.slots().shortText(3), reply.text());
        }
        // A worker that stops leaves the job to the next one.
        return beat.stopped() && !beat.cancelled() ? new NativeMoved(SlotSet.EMPTY, Outcome.STOPPED, "") : null;
    }

    private boolean stops() {
        if (beat.stopped() && stoppedAt == 0) {
            stoppedAt = System.nanoTime();
        }
        return beat.stopped();
    }

    /** Right after a job the two hear of it one after the other; if it lasts, somebody else has them, or a failover is under way. */
    private @Nullable NativeMoved differing(SlotSet done, SlotSet slots, SlotView seen) {
        differSince = differSince == 0 ? System.nanoTime() : differSince;
        if (since(differSince) < AGREE_MAX_MS && !stops()) {
            return null;
        }
        SlotSet elsewhere =
                slots.and(seen.where(slot -> slot.sourceSees() == Owner.OTHER && slot.targetSees() == Owner.OTHER));
        if (!elsewhere.isEmpty() && seen.bothArePrimaries()) {
            return new NativeMoved(
                    done, Outcome.MOVED, SlotMover.blockedBecause(seen.slot(elsewhere.first())), elsewhere);
        }
        ObservedSlot first = seen.slot(slots.first());
        return new NativeMoved(
                done,
                Outcome.WAITS,
                "slots " + slots.shortText(3) + " belong to "
                        + first.sourceSees().name().toLowerCase(Locale.ROOT)
                        + " for " + seen.source().label() + " and to "
                        + first.targetSees().name().toLowerCase(Locale.ROOT) + " for "
                        + seen.target().label());
    }

    private @Nullable NativeMoved begin(NodeLink source, SlotView seen, SlotSet done, SlotSet due) {
        if (!seen.bothArePrimaries()) {
            return new NativeMoved(
                    done, Outcome.WAITS, "source or target is not a healthy primary in the other's eyes");
        }
        if (!seen.bothSeeMost()) {
            return new NativeMoved(done, Outcome.WAITS, SlotView.SEES_FEW);
        }
        SlotSet marked = seen.where(slot -> slot.sourceMark() != Mark.NONE || slot.targetMark() != Mark.NONE);
        if (!marked.isEmpty()) {
            return new NativeMoved(done, Outcome.REFUSED, "slots " + marked.shortText(3) + " are open");
        }
        SlotSet chunk = chunk(source, due);
        if (LastSlot.wouldDrop(session, seen.source(), chunk)) {
            // With waves the other slots move all the same.
            return new NativeMoved(done, Outcome.REFUSED, LastSlot.why(seen.source(), due));
        }
        Request request = Request.of("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE");
        for (SlotRange range : chunk.ranges()) {
            request.add(range.first()).add(range.last());
        }
        request.add("NODE").add(wave.to());
        CrashPoint.BEFORE_NATIVE_JOB.reach();
        if (HeldUp.lately()) {
            // The run may be over: what was seen before this process was stopped is no reason to begin anything.
            HeldUp.outlast(beat);
            return null;
        }
        began = System.nanoTime();
        Reply reply = source.pipeline(List.of(request), TIMEOUT_MS).get(0);
        CrashPoint.AFTER_NATIVE_JOB.reach();
        if (reply.ok()) {
            sent = jobs(source).stream()
                    .filter(job -> job.export() && job.slots().equals(chunk))
                    .map(NativeJob::name)
                    .findFirst()
                    .orElse("?");
            return null;
        }
        String problem = source.endpoint() + " answers CLUSTER MIGRATESLOTS with: " + reply.text();
        boolean forGood = Refusal.noPermission(reply.text()) || reply.text().contains("unknown subcommand");
        return new NativeMoved(done, forGood ? Outcome.REFUSED : Outcome.FAILED, problem);
    }

    /** The lowest slots that together hold no more than one job may; at least one. */
    private static SlotSet chunk(NodeLink source, SlotSet due) {
        long[] counts = KeyCounts.of(source, due, TIMEOUT_MS);
        long keys = 0;
        int slots = 0;
        while (slots < counts.length && (slots == 0 || keys + counts[slots] <= JOB_KEYS_MAX)) {
            keys += counts[slots];
            slots++;
        }
        return due.lowest(slots);
    }

    private static List<NativeJob> jobs(NodeLink source) {
        Reply reply = source.call(TIMEOUT_MS, "CLUSTER", "GETSLOTMIGRATIONS");
        if (reply.failed()) {
            throw Refusal.of(source.endpoint(), source.user(), "CLUSTER GETSLOTMIGRATIONS", reply.text());
        }
        return NativeJob.of(reply);
    }

    private static long since(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
