package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import java.util.List;

/** The last step of a run: every node names the new owners. */
final class Agreement {

    private Agreement() {}

    /** Refuses, with what is wrong, if they do not. */
    static void check(RunRef ref, Ledger ledger, boolean adopts) {
        // A slot that was finished first and then held on its way on is parked, with its marks.
        List<SlotMove> done = ledger.succession.now(ledger.notParked(ledger.done()));
        if (done.isEmpty()) {
            return;
        }
        // A failover, or whoever left slots open, may have left copies of keys on nodes that own none of their slots.
        boolean strays = adopts
                || ledger.succession.happened()
                || !ledger.moves.adopted().isEmpty();
        Look look = Refusal.looked(
                () -> Stubs.look("every node agrees").verify(new VerifyRequest(ref, done, strays, ledger.replicas)));
        Refusal.unlessEmpty(look.failureType(), look.failure());
        // Beside what was found before: that is named nowhere else.
        ledger.found(look.findings());
        if (!look.findings().isEmpty() && look.findings().get(0).severity() == Finding.Severity.ERROR) {
            throw new Refusal(FailureTypes.GAVE_UP, look.findings().get(0).sentence());
        }
    }
}
