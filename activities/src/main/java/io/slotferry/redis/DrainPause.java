package io.slotferry.redis;

import io.slotferry.workflow.DrainRequest;
import io.slotferry.workflow.Wave;
import java.util.function.BooleanSupplier;

/**
 * What a drain waits for by itself, at most as long as its request is patient: here its ends are watched, and their heirs seen sooner than the workflow could. Each wait says whether it lasted to its end: one that ends early must not be followed by the next drain without a pause.
 */
final class DrainPause {

    private static final long EVERY_MS = 50;
    private static final long VIEWS_EVERY_MS = 150;
    private static final long PING_MS = 500;

    private final Session session;
    private final Wave wave;
    private final long patienceMs;
    private final BooleanSupplier stopped;

    /** @param stopped whether something has happened that no wait may hold up */
    DrainPause(Session session, DrainRequest request, BooleanSupplier stopped) {
        this.session = session;
        this.wave = request.wave();
        this.patienceMs = request.patienceMs();
        this.stopped = stopped;
    }

    boolean of(long millis) {
        return outlasted(Math.min(patienceMs, millis), () -> false);
    }

    boolean untilBothAnswer() {
        return outlasted(patienceMs, () -> answers(wave.from()) && answers(wave.to()));
    }

    /** Until the target's former primary keeps the slots from their new one no more, because it is back or was forgotten, or owns some that it has to let go of at once: it serves them 2 s after its start. */
    boolean untilFormerTargetIsSettled() {
        return outlasted(patienceMs, this::formerTargetIsSettled);
    }

    private boolean formerTargetIsSettled() {
        try {
            Meter.pause(VIEWS_EVERY_MS);
            SlotView seen = SlotView.observeOwners(session, wave.from(), wave.to(), wave.slots());
            return !FormerTarget.awaited(wave, seen, session.look(wave.to()))
                    || !FormerTarget.claims(session, wave, seen).isEmpty();
        } catch (NodeException e) {
            return false;
        }
    }

    private boolean outlasted(long atMostMs, BooleanSupplier enough) {
        long until = System.nanoTime() + atMostMs * 1_000_000;
        while (System.nanoTime() < until) {
            if (stopped.getAsBoolean() || enough.getAsBoolean()) {
                return false;
            }
            Meter.pause(EVERY_MS);
        }
        return true;
    }

    private boolean answers(String node) {
        try {
            Reply pong = session.look(node).link().call(PING_MS, "PING");
            return pong.ok() || WhyNoLink.onlyPingRefused(pong.text());
        } catch (NodeException e) {
            return false;
        }
    }
}
