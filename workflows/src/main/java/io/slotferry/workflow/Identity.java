package io.slotferry.workflow;

import java.util.List;

/**
 * Which cluster a request means, whatever seed it was named by.
 *
 * @param nodeIds every node id known to it, sorted
 * @param holder one sentence naming the mutating run that holds it; empty if none does
 * @param failureType why the cluster cannot be worked with, of {@link io.slotferry.contract.FailureTypes}; empty if it can
 * @param failure the sentence; empty if it can
 */
public record Identity(List<String> nodeIds, String holder, String failureType, String failure) {

    public static Identity failed(String type, String sentence) {
        return new Identity(List.of(), "", type, sentence);
    }
}
