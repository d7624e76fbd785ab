package io.slotferry.redis;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a node that was silent answers. Looking for it in time matters on Valkey: a primary serves its slots 2 s after its start, whether it has their keys or not.
 */
final class Comeback {

    /** Nodes asked at the same time: a host that is gone holds a connection attempt up for seconds. */
    private static final int AT_ONCE_MAX = 32;

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
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMs);
        CountDownLatch back = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(AT_ONCE_MAX, nodes.size()));
        try {
            nodes.forEach(node -> pool.submit(() -> watch(node, until, back)));
            while (!beat.stopped() && System.nanoTime() < until && back.getCount() > 0) {
                Meter.pause(EVERY_MS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void watch(String node, long until, CountDownLatch back) {
        if (answers(node)) {
            return;
        }
        while (System.nanoTime() < until && back.getCount() > 0) {
            Meter.pause(EVERY_MS);
            if (answers(node)) {
                back.countDown();
            }
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
