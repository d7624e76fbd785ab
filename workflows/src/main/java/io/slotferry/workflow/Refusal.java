package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.topology.Sentence;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run that ends before it changed anything, or gives up: one sentence and a failure type. */
final class Refusal extends RuntimeException {

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

    /** What the activity said, as the end of a sentence; empty if it said nothing. */
    static String why(ActivityFailure failure) {
        return failure.getCause() instanceof ApplicationFailure said ? ": " + said.getOriginalMessage() : "";
    }

    /** Whether it asked for a node that nobody knows any more. */
    static boolean isForUnknownNode(ActivityFailure failure) {
        return failure.getCause() instanceof ApplicationFailure said
                && ClusterActivities.UNKNOWN_NODE.equals(said.getType());
    }

    /** The input, if there is one and nothing is wrong with it. {@code example} is what the smallest good one looks like. */
    static <T> T unlessValid(@Nullable T given, Function<T, List<String>> check, String example) {
        if (given == null) {
            throw new Refusal(FailureTypes.INVALID_REQUEST, "there is no input; give one JSON object like " + example);
        }
        List<String> wrong = check.apply(given);
        if (!wrong.isEmpty()) {
            String more = wrong.size() == 1 ? "" : " (and " + (wrong.size() - 1) + " more)";
            throw new Refusal(FailureTypes.INVALID_REQUEST, wrong.get(0) + more);
        }
        return given;
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
        return Sentence.of(sentence);
    }
}
