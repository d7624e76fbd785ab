package io.slotferry.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * One key, written by one writer, with everything that was acknowledged about it. A write that was sent and never answered may be executed at any later time: such a key is retired, so that nothing follows that could be undone.
 */
final class LedgerKey {

    final String name;
    final int slot;
    private final List<Write> acked = new ArrayList<>();
    private final List<Long> doubtful = new ArrayList<>();
    private boolean retired;

    LedgerKey(String name, int slot) {
        this.name = name;
        this.slot = slot;
    }

    synchronized void acked(Write write) {
        acked.add(write);
    }

    /** These values may appear, now or later; or, after an acknowledgement, nothing but the same value once more. */
    synchronized void retire(long... mayAppear) {
        retired = true;
        for (long value : mayAppear) {
            doubtful.add(value);
        }
    }

    synchronized boolean retired() {
        return retired;
    }

    /** What a read must find; {@link Write#NONE} for nothing. */
    synchronized long expected() {
        return acked.isEmpty() ? Write.NONE : acked.get(acked.size() - 1).value();
    }

    synchronized boolean mayHold(long found) {
        return found == expected() || doubtful.contains(found);
    }

    /** The acknowledged writes that are not there when this was found: all that came after it; all of them if it was never acknowledged. */
    synchronized List<Write> lostBy(long found) {
        for (int i = acked.size() - 1; i >= 0; i--) {
            if (acked.get(i).value() == found) {
                return List.copyOf(acked.subList(i + 1, acked.size()));
            }
        }
        return List.copyOf(acked);
    }
}
