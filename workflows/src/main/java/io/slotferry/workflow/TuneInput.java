package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.PaceLimits;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every {@code tune} is refused for, whatever kind of run it is sent to. */
final class TuneInput {

    private TuneInput() {}

    static PaceLimits valid(@Nullable PaceLimits pace) {
        if (pace == null) {
            throw ApplicationFailure.newNonRetryableFailure(
                    "tune needs an object like {\"keysPerSecond\": 5000}", FailureTypes.VERB_REFUSED);
        }
        List<String> wrong = pace.check();
        if (!wrong.isEmpty()) {
            throw ApplicationFailure.newNonRetryableFailure(
                    Refusal.shorten(named(wrong.get(0))), FailureTypes.INVALID_REQUEST);
        }
        return pace;
    }

    /** The update's input is the pace itself, not a request that has one. */
    static String named(String sentence) {
        return sentence.replace("\"pace.", "\"");
    }
}
