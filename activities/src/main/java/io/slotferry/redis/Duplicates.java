package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairAct;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;

/** Keys that two nodes hold both. */
final class Duplicates {

    private static final int NAMED_MAX = 5;

    private final String one;
    private final String other;
    private final List<String> different = new ArrayList<>();
    private final List<String> longer = new ArrayList<>();
    private SlotSet equal = SlotSet.EMPTY;
    private SlotSet conflicting = SlotSet.EMPTY;
    private long equals;
    private boolean elsewhere;

    /** @param one and the other node, as sentences name them */
    Duplicates(String one, String other) {
        this.one = one;
        this.other = other;
    }

    /**
     * Whether a repair would keep both copies of a key because of their lifetimes alone, values being equal. It must not be called a duplicate then: the repair would refuse what the diagnosis promised.
     *
     * @param moving what a repair would do about keys of the slot
     * @param ends what the nodes answer to PTTL
     */
    static boolean conflict(List<RepairAct> moving, String one, String other, Reply ends, Reply otherEnds) {
        for (RepairAct act : moving) {
            boolean there = act.node().equals(one) && act.peer().equals(other);
            boolean back = act.node().equals(other) && act.peer().equals(one);
            if (there || back) {
                // The owner's copy stays when stranded keys come home, whichever lives longer.
                return act.kind() != RepairAct.Kind.GATHER
                        && (there ? Twins.outlives(otherEnds, ends) : Twins.outlives(ends, otherEnds));
            }
        }
        return Twins.outlives(otherEnds, ends) || Twins.outlives(ends, otherEnds);
    }

    void equal(int slot) {
        equal = equal.plus(SlotSet.of(slot));
        equals++;
    }

    void different(int slot, String key) {
        conflicting = conflicting.plus(SlotSet.of(slot));
        different.add(key);
    }

    /** Where the key that was told last is: whoever types its name has to be there. */
    void in(int database) {
        elsewhere |= database != 0;
    }

    /** The same value, and one copy ends later. */
    void longer(int slot, String key) {
        conflicting = conflicting.plus(SlotSet.of(slot));
        longer.add(key);
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!equal.isEmpty()) {
            findings.add(finding(
                    "duplicate-keys",
                    Finding.Severity.WARNING,
                    equal,
                    Sentence.count(equals, "key") + " of " + equal.named(3) + (equals == 1 ? " is on " : " are on ")
                            + one + " and on " + other + " with equal values",
                    "Nothing by hand: ./slotferry repair keeps one of each"));
        }
        if (!conflicting.isEmpty()) {
            findings.add(finding(
                    "conflicting-key",
                    Finding.Severity.ERROR,
                    conflicting,
                    conflict() + "; nobody can tell which one is right",
                    (elsewhere ? "SELECT the database that is named with a key first, on both nodes. " : "")
                            + "Read both (GET, HGETALL, PTTL ... after ASKING), then DEL the one you do not want (after ASKING) and"
                            + " repair; ./slotferry repair --as-commands prints both choices"));
        }
        return findings;
    }

    private String conflict() {
        List<String> parts = new ArrayList<>();
        if (!different.isEmpty()) {
            parts.add(
                    "Different values on " + one + " and on " + other + " for " + Sentence.list(different, NAMED_MAX));
        }
        if (!longer.isEmpty()) {
            parts.add(Sentence.list(longer, NAMED_MAX) + (longer.size() == 1 ? " has" : " have")
                    + " the same value, but not the same time to live (PTTL), on "
                    + (different.isEmpty() ? one + " and on " + other : "both"));
        }
        return String.join("; ", parts);
    }

    private Finding finding(String code, Finding.Severity severity, SlotSet slots, String sentence, String next) {
        return Finding.of(code, severity, slots, List.of(one, other), sentence, next);
    }
}
