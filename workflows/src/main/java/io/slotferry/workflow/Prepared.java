package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import java.util.List;
import java.util.Map;

/**
 * The plan of a run, made by the activity that looked at the cluster.
 *
 * @param adopt open slots to finish first, in the direction of their marks; the plan is made anew afterwards
 * @param phases moves in order; within a phase no node is both source and target (I4)
 * @param labels node id to {@code host:port}
 * @param runIds node id to what the server was when the run began: its run_id and its replication id
 * @param replicas node id of a primary to the ids of its replicas
 * @param keys keys in the slots to move
 * @param findings of the pre-check; one of severity ERROR refuses the run
 * @param notes how the request was read
 * @param failureType why there is no plan, of {@link io.slotferry.contract.FailureTypes}; empty if there is one
 * @param failure the sentence; empty if there is a plan
 */
public record Prepared(
        List<SlotMove> adopt,
        List<List<SlotMove>> phases,
        Map<String, String> labels,
        Map<String, String> runIds,
        Map<String, List<String>> replicas,
        long keys,
        List<Finding> findings,
        List<String> notes,
        String failureType,
        String failure) {

    public static Prepared failed(String type, String sentence, List<Finding> findings) {
        return new Prepared(List.of(), List.of(), Map.of(), Map.of(), Map.of(), 0, findings, List.of(), type, sentence);
    }

    List<SlotMove> moves() {
        return phases.stream().flatMap(List::stream).toList();
    }
}
