package io.slotferry.planning;

import io.slotferry.contract.FailureTypes;
import io.slotferry.topology.Sentence;

/** A request that cannot become a plan. The message is one sentence for the operator: the slot or node, and the way out. */
public final class PlanRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    private PlanRefused(String type, String sentence) {
        super(Sentence.of(sentence));
        this.type = type;
    }

    static PlanRefused invalid(String sentence) {
        return new PlanRefused(FailureTypes.INVALID_REQUEST, sentence);
    }

    static PlanRefused stale(String sentence) {
        return new PlanRefused(FailureTypes.STALE_PLAN, sentence);
    }

    /** One of {@link FailureTypes}. */
    public String type() {
        return type;
    }
}
