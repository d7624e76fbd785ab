package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.repair.Suspects;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.SlotKeys;
import java.util.List;

/**
 * One look at everything: what all nodes say, and the keys where they matter.
 *
 * @param observations of every node
 * @param topology made from them
 * @param keys of odd slots, and stranded ones
 */
record ClusterSight(List<NodeObservation> observations, ClusterTopology topology, SlotKeys keys) {

    static ClusterSight take(ClusterObserver observer, Session session) {
        List<NodeObservation> observations = observer.observe();
        for (NodeObservation seen : observations) {
            // A node that the others have forgotten is found at its own address only.
            if (seen.view() != null) {
                session.addresses().learn(seen.view(), Endpoint.parse(seen.address()));
            }
        }
        ClusterTopology topology = ClusterTopology.of(observations);
        Census census = new Census(session, topology);
        SlotSet odd = Suspects.of(topology);
        SlotKeys keys = census.of(odd);
        SlotSet stranded = Suspects.of(topology, keys).minus(odd);
        if (!stranded.isEmpty()) {
            // Their owners' keys count as well now: the same key may be in both places.
            keys = census.of(odd.plus(stranded));
        }
        return new ClusterSight(observations, topology, Echoes.in(session, topology, keys));
    }
}
