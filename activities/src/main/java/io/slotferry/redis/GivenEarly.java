package io.slotferry.redis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotSet;
import io.slotferry.slotmove.ObservedSlot.Owner;
import io.slotferry.topology.Sentence;
import io.slotferry.workflow.Obstacle;
import java.util.List;

/**
 * Slots that somebody else gave to the target, by SETSLOT NODE on it, while this drain still found keys on their source. The source deletes what it holds as soon as it hears of that (E4), Redis without telling its replicas. Nobody can prevent it; what can be done is to move what is still there, and not to be silent.
 */
final class GivenEarly {

    private final SlotView first;
    private final SlotView last;
    private final Meter meter;

    /**
     * @param first what the drain began with
     * @param last what it ended with
     * @param meter how many keys of each slot it moved in between
     */
    GivenEarly(SlotView first, SlotView last, Meter meter) {
        this.first = first;
        this.last = last;
        this.meter = meter;
    }

    void tell(List<Finding> findings, Obstacles obstacles) {
        SlotSet given = last.where(slot -> slot.targetSees() == Owner.TARGET)
                .and(first.where(slot -> slot.sourceSees() == Owner.SOURCE && slot.sourceKeys() > 0));
        if (given.isEmpty()) {
            return;
        }
        // Of a slot with keys left nothing can be said yet: it is drained again, or blocked and named so.
        SlotSet emptied = given.and(last.where(slot -> slot.sourceKeys() == 0));
        SlotSet deleted = emptied.and(last.where(slot -> missing(slot.slot()) > 0));
        long keys = deleted.stream().mapToLong(this::missing).sum();
        lost(deleted, "about " + Sentence.count(keys, "key") + " of them", findings, obstacles);
        SlotSet late = emptied.minus(deleted);
        if (!late.isEmpty()) {
            findings.add(Finding.of(
                    "may-be-stale",
                    Finding.Severity.WARNING,
                    late,
                    nodes(),
                    given(late) + " while "
                            + last.source().label()
                            + " still held keys of them; these went on to the target after it: what clients deleted or"
                            + " wrote there meanwhile may show an older value",
                    "compare the keys of these slots with what your application wrote last; see who else changes this"
                            + " cluster"));
        }
    }

    /**
     * Slots that had been given away before the first look.
     *
     * @param held slots whose source held keys right before this drain, of which the target was not told to take any
     */
    SlotSet before(SlotSet held) {
        return held.and(first.where(slot -> slot.targetSees() == Owner.TARGET && slot.sourceKeys() == 0));
    }

    /** @param seen of these, with the keys of the target */
    void tellBefore(SlotView seen, SlotSet before, List<Finding> findings, Obstacles obstacles) {
        SlotSet nowhere = before.and(seen.where(slot -> slot.targetKeys() == 0 && slot.sourceKeys() == 0));
        lost(nowhere, "keys of them", findings, obstacles);
        SlotSet unclear = before.minus(nowhere);
        if (!unclear.isEmpty()) {
            findings.add(Finding.of(
                    "may-be-lost",
                    Finding.Severity.WARNING,
                    unclear,
                    nodes(),
                    given(unclear) + " right after this run had opened them, while "
                            + last.source().label()
                            + " still held keys of them; what it had not moved by then it deleted when it heard of that",
                    "compare the keys of these slots with what your application wrote last; see who else changes this"
                            + " cluster"));
        }
    }

    private void lost(SlotSet slots, String what, List<Finding> findings, Obstacles obstacles) {
        if (slots.isEmpty()) {
            return;
        }
        String sentence = given(slots) + " while " + last.source().label() + " still held " + what
                + ", and it deleted these when it heard of that";
        String next =
                "restore them from a backup; a replica of " + last.source().label()
                        + " may still hold them (CLUSTER COUNTKEYSINSLOT): BGSAVE there and keep the file before it is"
                        + " restarted; see who else changes this cluster";
        findings.add(Finding.of("keys-lost", Finding.Severity.ERROR, slots, nodes(), sentence, next));
        obstacles.add(slots, Obstacle.Kind.LOST, sentence, next);
    }

    private String given(SlotSet slots) {
        return "somebody gave slot(s) " + slots.shortText(10) + " to "
                + last.target().label();
    }

    private List<String> nodes() {
        return List.of(last.source().label(), last.target().label());
    }

    /** Keys that neither moved nor are there any more. */
    private long missing(int slot) {
        return first.slot(slot).sourceKeys()
                - meter.keys(slot)
                - last.slot(slot).sourceKeys();
    }
}
