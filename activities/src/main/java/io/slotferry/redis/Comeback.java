package io.slotferry.redis;

import java.util.List;

/**
 * Waits until a node that was silent answers. Looking for it in time matters on Valkey: a primary serves its slots 2 s after its start, whether it has their keys or not.
 */
final class Comeback {

    private static final long EVERY_MS = 200;
    private static final long PING_MS = 500;

    private final Session session;
    private final Beat beat;

    Comeback(Session session, Beat beat) {
        this.session = session;
        this.beat = beat;
    }

    /** Until one of them answers that does not at first; for the whole time if all do: a node that answers this and not the look gives no reason to look at once. */
    void await(List<String> nodes, long atMostMs) {
        if (nodes.isEmpty() || atMostMs <= 0) {
            return;
        }
        long until = System.nanoTime() + atMostMs * 1_000_000;
        List<String> silent = nodes.stream().filter(node -> !answers(node)).toList();
        while (!beat.stopped() && System.nanoTime() < until && silent.stream().noneMatch(this::answers)) {
            Meter.pause(EVERY_MS);
        }
    }

    private boolean answers(String node) {
        try {
            return session.look(node).link().call(PING_MS, "PING").ok();
        } catch (NodeException e) {
            return false;
        }
    }
}
