package io.slotferry.chaos;

/**
 * One fault of a scenario.
 *
 * @param atMs after the first run was started
 * @param forMs until it is taken back; those that last longer are taken back when all is healed
 * @param pick which of several possible victims
 */
record Fault(FaultKind kind, long atMs, long forMs, int pick) {

    @Override
    public String toString() {
        return kind + "@" + atMs + "ms";
    }
}
