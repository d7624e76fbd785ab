package io.slotferry.lab;

/** Which phase it is, and to which one a call belongs that saw several. */
final class PhaseClock {

    private volatile Stamp stamp = new Stamp(Phase.WARM_UP, 0);

    /**
     * A moment.
     *
     * @param unattended how often the worker has been gone so far
     */
    record Stamp(Phase phase, int unattended) {}

    Stamp now() {
        return stamp;
    }

    synchronized void enter(Phase next) {
        boolean gone = next == Phase.UNATTENDED && stamp.phase() != Phase.UNATTENDED;
        stamp = new Stamp(next, stamp.unattended() + (gone ? 1 : 0));
    }

    /** A call that waited while nobody attended to the move belongs there, wherever it began: that is what made it wait. */
    Phase phaseOf(Stamp begun) {
        boolean waited = begun.phase() == Phase.UNATTENDED || stamp.unattended() != begun.unattended();
        return waited ? Phase.UNATTENDED : begun.phase();
    }
}
