package io.slotferry.redis;

/**
 * When the next keys of one lane may go, so that it keeps to its keys per second. It outlives a wave: the time in which slots are opened and closed, and nothing moves, is made up for by the next drain, or a paced run would stay at half of its limit. At most a second of it: after a pause, or a node that was silent, nothing goes faster for longer than that takes to send.
 */
final class Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    private double keysFree;
    private long atNanos;
    private boolean begun;

    /** These are on their way: they count, whatever becomes of them. */
    synchronized void sent(int keys, long perSecond, long nowNanos) {
        refill(perSecond, nowNanos);
        keysFree -= keys;
    }

    /** How long to wait before more keys may go; 0 when they may at once. */
    synchronized long waitNanos(long perSecond, long nowNanos) {
        refill(perSecond, nowNanos);
        return keysFree >= 0 ? 0 : Math.round(-keysFree * NANOS_PER_SECOND / perSecond);
    }

    private void refill(long perSecond, long nowNanos) {
        if (begun) {
            keysFree = Math.min(perSecond, keysFree + (nowNanos - atNanos) * perSecond / NANOS_PER_SECOND);
        }
        begun = true;
        atNanos = nowNanos;
    }
}
