package io.slotferry.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody wants the process to end. An interrupt of the waiting thread counts as well. */
final class StopRequest {

    private final CountDownLatch made = new CountDownLatch(1);

    void make() {
        made.countDown();
    }

    boolean isMade() {
        return made.getCount() == 0;
    }

    /** Waits at most that long; true if the stop was requested. */
    boolean await(Duration atMost) {
        try {
            return made.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            make();
            return true;
        }
    }
}
