package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Slots that do not move until somebody does something about them. */
final class Troubles {

    /** The weighing parks these before they are opened. */
    final ConcurrentSkipListSet<Integer> big = new ConcurrentSkipListSet<>();

    /** The server refuses to take keys of these, before or after some went over. */
    final ConcurrentSkipListSet<Integer> refused = new ConcurrentSkipListSet<>();

    /** What is refused would be refused of every slot: a right that is missing, a password. */
    volatile boolean refusesAll;

    /** The target holds another value of one of their keys. */
    final ConcurrentSkipListSet<Integer> conflicts = new ConcurrentSkipListSet<>();

    /** Who was to get these is dead and may come back with their marks. */
    final ConcurrentSkipListSet<Integer> held = new ConcurrentSkipListSet<>();

    /** What every finalisation tells. */
    volatile List<Finding> noticed = List.of();

    void mend() {
        held.clear();
        big.clear();
        refused.clear();
        conflicts.clear();
    }

    TreeSet<Integer> all() {
        TreeSet<Integer> all = new TreeSet<>(big);
        all.addAll(refused);
        all.addAll(conflicts);
        return all;
    }
}
