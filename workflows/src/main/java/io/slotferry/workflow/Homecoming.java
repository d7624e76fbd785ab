package io.slotferry.workflow;

import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import java.util.ArrayList;
import java.util.List;

/** Slots that are to go back to where they came from: remembered from the first look on, because once a slot is whole nobody can see any more where that was. */
final class Homecoming {

    private final RepairLedger ledger;
    private final List<SlotMove> due = new ArrayList<>();
    private SlotSet begun = SlotSet.EMPTY;

    Homecoming(RepairLedger ledger) {
        this.ledger = ledger;
    }

    /** One step of a move home. */
    interface Mover {
        void move(SlotSet slots, String from, String to);
    }

    void remember(List<SlotMove> returns) {
        for (SlotMove move : returns) {
            // A slot that is half way home looks as if it had come from where it had been half moved to.
            SlotSet known = due.stream().map(SlotMove::slots).reduce(begun, SlotSet::plus);
            SlotSet fresh = move.slots().minus(known);
            if (!fresh.isEmpty()) {
                due.add(new SlotMove(fresh, move.from(), move.to()));
            }
        }
    }

    boolean isDue() {
        return !due.isEmpty();
    }

    /** Tries each once; what is not home afterwards stays due. */
    void tryOnce(Mover mover) {
        List<SlotMove> all = List.copyOf(due);
        due.clear();
        for (SlotMove move : all) {
            SlotSet slots = away(move);
            if (!slots.isEmpty()) {
                begun = begun.plus(slots);
                mover.move(slots, move.from(), move.to());
            }
            SlotSet left = away(move);
            if (!left.isEmpty()) {
                due.add(new SlotMove(left, move.from(), move.to()));
            }
        }
    }

    /** What did not get home. */
    List<ParkedSlots> missing() {
        return due.stream()
                .map(move -> new ParkedSlots(
                        move.slots(),
                        "slots " + move.slots().shortText(3) + " are not back on " + ledger.label(move.to()) + " yet"
                                + (ledger.lastProblem.isEmpty() ? "" : ": " + ledger.lastProblem),
                        "move them with ./slotferry reshard once that is mended"))
                .toList();
    }

    private SlotSet away(SlotMove move) {
        return move.slots().minus(ledger.untouchable()).minus(ledger.movedBetween(move.from(), move.to()));
    }
}
