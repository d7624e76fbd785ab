package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Supplier;

/** A run that ends before it changed anything, or gives up: one sentence and a failure type. */
final class Refusal extends RuntimeException {

    /** Longest sentence a failure carries, in characters. */
    static final int SENTENCE_MAX = 300;

    private static final long serialVersionUID = 1L;

    private final String type;

    Refusal(String type, String sentence) {
        super(shorten(sentence));
        this.type = type;
    }

    String type() {
        return type;
    }

    /** The answer of an activity that only looks; refuses if it had none. */
    static <T> T looked(Supplier<T> look) {
        try {
            return look.get();
        } catch (ActivityFailure e) {
            throw new Refusal(
                    FailureTypes.GAVE_UP,
                    "the worker could not look at the cluster; see its log, then start the run again");
        }
    }

    /** Refuses if an activity found a reason to. */
    static void unlessEmpty(String type, String sentence) {
        if (!type.isEmpty()) {
            throw new Refusal(type, sentence);
        }
    }

    /** What a workflow ends Failed with: the sentence alone, without a stack trace that would tell an operator nothing. */
    static ApplicationFailure failure(String type, String sentence) {
        ApplicationFailure failure = ApplicationFailure.newNonRetryableFailure(shorten(sentence), type);
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    static String shorten(String sentence) {
        return sentence.length() <= SENTENCE_MAX ? sentence : sentence.substring(0, SENTENCE_MAX - 3) + "...";
    }
}
