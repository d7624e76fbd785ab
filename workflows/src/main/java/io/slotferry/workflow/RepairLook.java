package io.slotferry.workflow;

import io.slotferry.contract.Finding;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.PlannedRepair;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.repair.RepairTask;
import java.util.List;
import java.util.Map;

/**
 * What a repair sees and would do next.
 *
 * @param broken slots in scope about which anything is to be done
 * @param tasks the next act for every slot that is not held
 * @param returns moves that bring slots back to where they came from, once they are whole
 * @param rows the whole plan in words
 * @param held slots that wait for the operator's consent
 * @param waiting slots that wait for a node
 * @param stuck slots that wait for a person, and not for a consent: nobody need look again
 * @param silent nodes that are known and did not answer
 * @param consented code to slots, as the ids of the request were read
 * @param findings the diagnosis
 * @param labels node id to {@code host:port}
 * @param notes how the request was read
 * @param commands the same by hand, if they were asked for
 * @param failureType why the cluster could not be looked at; empty if it could
 * @param failure the sentence; empty if it could
 */
public record RepairLook(
        SlotSet broken,
        List<RepairTask> tasks,
        List<SlotMove> returns,
        List<PlannedRepair> rows,
        List<ParkedSlots> held,
        List<ParkedSlots> waiting,
        List<ParkedSlots> stuck,
        List<String> silent,
        Map<String, SlotSet> consented,
        List<Finding> findings,
        Map<String, String> labels,
        List<String> notes,
        List<String> commands,
        String failureType,
        String failure) {

    /** Findings whose consent gives up what a dead node holds. */
    private static final List<String> OF_DEAD_NODES =
            List.of("mark-to-failed-node", "owner-dead", "owner-dead-replica");

    public RepairLook {
        // Histories of an earlier release have none.
        stuck = stuck == null ? List.of() : stuck;
        silent = silent == null ? List.of() : silent;
    }

    /** Whether slots wait for a consent that nobody would be asked for if the node came back. */
    boolean holdsForDead() {
        return findings.stream()
                .filter(finding -> OF_DEAD_NODES.contains(finding.code()))
                .anyMatch(
                        finding -> held.stream().anyMatch(slots -> slots.slots().intersects(finding.slots())));
    }

    /** Whether all that is left moves keys, of a cluster that serves nobody and will not before somebody consents. */
    boolean isDownUntilConsent() {
        return waiting.isEmpty()
                && tasks.stream().allMatch(task -> task.act().movesKeys())
                && findings.stream().anyMatch(finding -> finding.code().equals("cluster-down"))
                && findings.stream()
                        .filter(finding -> finding.code().startsWith("owner-dead")
                                || finding.code().startsWith("uncovered-slot"))
                        .anyMatch(finding ->
                                held.stream().anyMatch(slots -> slots.slots().intersects(finding.slots())));
    }

    public static RepairLook failed(String type, String sentence) {
        return new RepairLook(
                SlotSet.EMPTY,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                type,
                sentence);
    }
}
