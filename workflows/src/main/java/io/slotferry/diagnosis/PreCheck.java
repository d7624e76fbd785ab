package io.slotferry.diagnosis;

import io.slotferry.contract.Finding;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import java.util.List;

/** Whether a plan may start on the cluster as it is: everything that speaks against it at once. ERROR refuses the run, WARNING is shown, INFO is for the record. */
public final class PreCheck {

    private PreCheck() {}

    /**
     * Everything that speaks for or against this plan, worst first.
     *
     * @param topology made from the observations
     * @param observations of all nodes
     * @param request whose {@code adopt} allows to take over open slots of others
     * @param moves the plan; node ids
     * @param adoptable slots that this run opened itself before it was interrupted: what is odd about them is no reason to stop
     */
    public static List<Finding> of(
            ClusterTopology topology,
            List<NodeObservation> observations,
            ReshardRequest request,
            List<SlotMove> moves,
            SlotSet adoptable) {
        MoveScope scope = new MoveScope(topology, moves);
        Findings findings = new Findings();
        OpenSlotCheck openSlots = new OpenSlotCheck(scope, request, adoptable);
        openSlots.check(findings);
        new Judgement(scope, openSlots.forgiven()).judge(Diagnosis.of(observations), findings);
        NodeCheck.check(scope, findings);
        ReplicaCheck.check(scope, findings);
        VersionCheck.check(scope, findings);
        DatabaseCheck.check(scope, findings);
        FunctionCheck.check(scope, findings);
        MemoryCheck.check(scope, findings);
        EmptiedCheck.check(scope, findings);
        return findings.sorted();
    }
}
