package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.DynamicUpdateHandler;
import java.util.function.UnaryOperator;

/** Updates that a workflow does not have: refused with a sentence, where the SDK would answer with the name of an exception. */
final class OtherVerbs implements DynamicUpdateHandler {

    private final String what;
    private final UnaryOperator<String> instead;

    /**
     * @param what the kind of run, for the sentence
     * @param instead what to do in place of a verb
     */
    OtherVerbs(String what, UnaryOperator<String> instead) {
        this.what = what;
        this.instead = instead;
    }

    @Override
    public void handleValidate(String updateName, EncodedValues args) {
        throw ApplicationFailure.newNonRetryableFailure(
                Refusal.shorten("a " + what + " does not know \"" + updateName + "\"; " + instead.apply(updateName)),
                FailureTypes.VERB_REFUSED);
    }

    @Override
    public Object handleExecute(String updateName, EncodedValues args) {
        throw new IllegalStateException("refused before");
    }
}
