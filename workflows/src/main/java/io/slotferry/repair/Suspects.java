package io.slotferry.repair;

import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenSlot;
import io.slotferry.topology.SlotKeys;
import java.util.BitSet;
import java.util.List;

/** Slots about which anything is odd. */
public final class Suspects {

    private Suspects() {}

    /** By marks and owners alone: what has to be counted. */
    public static SlotSet of(ClusterTopology topology) {
        BitSet odd = new BitSet();
        topology.openSlots().stream().map(OpenSlot::slot).forEach(odd::set);
        topology.replicaMarks().stream().map(OpenSlot::slot).forEach(odd::set);
        int[] claims = new int[SlotRange.SLOT_COUNT];
        for (Node node : topology.primaries()) {
            if (topology.answered(node.id())) {
                node.slots().forEach(slot -> claims[slot]++);
            }
        }
        List<int[]> views =
                topology.observers().stream().map(topology::ownersAccordingTo).toList();
        for (int slot = 0; slot < claims.length; slot++) {
            boolean agreed = claims[slot] == 1;
            for (int i = 1; i < views.size() && agreed; i++) {
                agreed = views.get(i)[slot] == views.get(0)[slot];
            }
            odd.set(slot, odd.get(slot) || !agreed);
        }
        return SlotSet.of(odd);
    }

    /** The same, with the slots of which somebody else than the owner holds keys. */
    public static SlotSet of(ClusterTopology topology, SlotKeys keys) {
        SlotSet suspects = of(topology);
        for (Node node : topology.primaries()) {
            suspects = suspects.plus(keys.heldBy(node.id()).minus(topology.slotsOf(node.id())));
        }
        return suspects;
    }
}
