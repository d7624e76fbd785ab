package io.slotferry.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Rates over the last seconds, and how long nothing has moved. */
final class Pulse {

    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final Deque<Beat> beats = new ArrayDeque<>();
    private Beat lastMove = new Beat(System.nanoTime(), new Sight.Look(0, 0, 0), 0);

    private record Beat(long nanos, Sight.Look look, long calls) {}

    synchronized void beat(Sight.Look look, long calls) {
        Beat beat = new Beat(System.nanoTime(), look, calls);
        beats.add(beat);
        while (beat.nanos() - beats.getFirst().nanos() > WINDOW.toNanos()) {
            beats.removeFirst();
        }
        if (look.slots() != lastMove.look().slots()
                || look.keys() != lastMove.look().keys()) {
            lastMove = beat;
        }
    }

    synchronized Sight.Look look() {
        return beats.isEmpty() ? new Sight.Look(0, 0, 0) : beats.getLast().look();
    }

    /** Growth of the new node, over the window. */
    synchronized long keysPerSecond() {
        return beats.isEmpty()
                ? 0
                : Math.max(
                        0,
                        rate(beats.getLast().look().keys()
                                - beats.getFirst().look().keys()));
    }

    synchronized long callsPerSecond() {
        return beats.isEmpty()
                ? 0
                : rate(beats.getLast().calls() - beats.getFirst().calls());
    }

    synchronized boolean still(Duration limit) {
        return System.nanoTime() - lastMove.nanos() > limit.toNanos();
    }

    private long rate(long amount) {
        long nanos = beats.getLast().nanos() - beats.getFirst().nanos();
        return nanos == 0 ? 0 : amount * Duration.ofSeconds(1).toNanos() / nanos;
    }
}
