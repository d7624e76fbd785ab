package io.slotferry.workflow;

import static io.slotferry.topology.Sentence.count;

import io.slotferry.contract.RunState;

/** How a run ended, and the one line that says so. */
record Ending(RunState state, String headline) {

    static Ending of(Ledger ledger, Verbs verbs) {
        int moved = ledger.slotsMoved();
        String parked = ledger.parking.all().isEmpty()
                ? ""
                : "; " + ledger.parking.slots().count() + " parked: "
                        + ledger.parking.all().get(0).reason();
        if (verbs.cancelled() && ledger.rollingBack) {
            return new Ending(
                    RunState.CANCELLED,
                    "Cancelled while rolling back: " + moved + " of " + count(ledger.slots(), "slot")
                            + " are where they were"
                            + parked);
        }
        if (verbs.cancelled()) {
            return new Ending(RunState.CANCELLED, "Cancelled: " + count(moved, "slot") + " moved and kept" + parked);
        }
        boolean all = moved == ledger.slots();
        if (ledger.rollingBack && all) {
            return new Ending(
                    RunState.ROLLED_BACK,
                    "Rolled back: " + count(moved, "slot") + (moved == 1 ? " is where it was" : " are where they were")
                            + parked);
        }
        if (ledger.rollingBack) {
            return new Ending(
                    RunState.PARTIAL,
                    "Rolled back " + moved + " of " + count(ledger.slots(), "slot")
                            + (parked.isEmpty() ? ": " + ledger.lastProblem : parked));
        }
        return new Ending(
                all ? RunState.SUCCEEDED : RunState.PARTIAL,
                "Moved " + moved + " of " + count(ledger.slots(), "slot") + " and " + count(ledger.keysMoved, "key")
                        + parked);
    }

    /** The same line while it is still to come. */
    static String intent(Ledger ledger) {
        if (ledger.plan().isEmpty()) {
            return "There is nothing to move" + (ledger.notes.isEmpty() ? "" : ": " + ledger.notes.get(0));
        }
        String targets = ledger.plan().stream()
                .map(move -> ledger.label(move.to()))
                .distinct()
                .limit(3)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return "Moving " + count(ledger.slots(), "slot") + " with " + count(ledger.keys, "key") + " to " + targets;
    }
}
