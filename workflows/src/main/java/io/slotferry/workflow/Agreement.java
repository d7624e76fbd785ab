package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The last step of a run: every node names the new owners. */
final class Agreement {

    private Agreement() {}

    /**
     * Refuses, with what is wrong, if they do not.
     *
     * @param goesOn whether nodes that cannot be asked are still waited for: not after a cancel
     */
    static void check(RunRef ref, Ledger ledger, boolean adopts, BooleanSupplier goesOn) {
        // A slot that was finished first and then held on its way on is parked, with its marks.
        List<SlotMove> done = ledger.succession.now(ledger.notParked(ledger.done()));
        if (done.isEmpty()) {
            return;
        }
        // A failover, or whoever left slots open, may have left copies of keys on nodes that own none of their slots.
        boolean strays = adopts
                || ledger.succession.happened()
                || !ledger.moves.adopted().isEmpty();
        VerifyRequest request = new VerifyRequest(ref, done, strays, ledger.replicas);
        Look look = look(request);
        // A password that was changed, a network that is away: what was moved is moved, whoever can be asked.
        for (int round = 0; !look.failureType().isEmpty() && round < Limits.VERIFY_ROUNDS_MAX; round++) {
            if (!Since.verificationWaits()) {
                throw new Refusal(look.failureType(), look.failure());
            }
            ledger.lastProblem = look.failure();
            ledger.onChange.run();
            if (!goesOn.getAsBoolean()) {
                break;
            }
            Workflow.sleep(Limits.backoff(round));
            look = look(request);
        }
        if (!look.failureType().isEmpty()) {
            throw new Refusal(
                    FailureTypes.GAVE_UP,
                    "what was moved is moved, but the nodes cannot be asked whether all of them know it: "
                            + look.failure());
        }
        // Beside what was found before: that is named nowhere else.
        ledger.found(look.findings());
        if (!look.findings().isEmpty() && look.findings().get(0).severity() == Finding.Severity.ERROR) {
            throw new Refusal(FailureTypes.GAVE_UP, look.findings().get(0).sentence());
        }
    }

    private static Look look(VerifyRequest request) {
        return Refusal.looked(() -> Stubs.look("every node agrees").verify(request));
    }
}
