package io.slotferry.redis;

import io.slotferry.pacing.Pacer;
import io.slotferry.workflow.DrainRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Pace of one drain: how many keys the next batch carries, and when it may go. */
final class Meter {

    /** Waits are cut into pieces of this, so that a stop is heard. */
    private static final long SLICE_MS = 50;

    private final DrainRequest request;
    private final Pace pace;
    private int batchKeys;
    private long keys;
    private long movingNanos;
    private final Map<Integer, Long> bySlot = new HashMap<>();

    Meter(DrainRequest request, Pace pace) {
        this.request = request;
        this.pace = pace;
        int start = request.batchKeys() > 0 ? request.batchKeys() : request.keysPerMigrate();
        this.batchKeys = Math.max(1, Math.min(start, request.keysPerMigrate()));
    }

    int batchKeys() {
        return batchKeys;
    }

    /** Most keys of one MIGRATE, however well it goes. */
    int keysMost() {
        return request.keysPerMigrate();
    }

    /** On their way: they count for the pace, whatever becomes of them. */
    void sent(int carried) {
        if (request.keysPerSecond() > 0) {
            pace.sent(carried, request.keysPerSecond(), System.nanoTime());
        }
    }

    /**
     * A batch was answered.
     *
     * @param carried its keys
     * @param took whether the target looked at them all: only then a quick answer shows that more would do
     */
    void answered(int carried, boolean took, long nanos) {
        movingNanos += nanos;
        int next = Pacer.next(
                batchKeys, carried, nanos / 1_000, request.stallBudgetMs() * 1_000, request.keysPerMigrate());
        batchKeys = took ? next : Math.min(batchKeys, next);
    }

    /** Keys that the source does not hold any more. */
    void left(int slot, int gone) {
        keys += gone;
        bySlot.merge(slot, (long) gone, Long::sum);
    }

    /** Waits until the pace limit allows the next batch, or until it is told to stop. */
    void awaitTurn(BooleanSupplier stopped) {
        if (request.keysPerSecond() == 0) {
            return;
        }
        for (long wait = waitNanos(); wait > 0 && !stopped.getAsBoolean(); wait = waitNanos()) {
            pause(Math.min(SLICE_MS, Math.max(1, wait / 1_000_000)));
        }
    }

    private long waitNanos() {
        return pace.waitNanos(request.keysPerSecond(), System.nanoTime());
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException("interrupted while waiting");
        }
    }

    long keys() {
        return keys;
    }

    long keys(int slot) {
        return bySlot.getOrDefault(slot, 0L);
    }

    long micros() {
        return movingNanos / 1_000;
    }
}
