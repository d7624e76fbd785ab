package io.slotferry.redis;

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
                session.learn(seen.view(), Endpoint.parse(seen.address()));
            }
        }
        ClusterTopology topology = ClusterTopology.of(observations);
        SlotKeys keys = new Census(session, topology).of(Suspects.of(topology));
        return new ClusterSight(observations, topology, keys);
    }
}
