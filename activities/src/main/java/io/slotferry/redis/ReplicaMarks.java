package io.slotferry.redis;

import io.slotferry.contract.SlotSet;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.Node;
import io.slotferry.topology.OpenSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks that only a replica still shows. A Valkey replica that was restarted in the middle of a move reads them from its own file, and a resync does not carry that its primary has none any more; promoted, it would be a primary with a stale mark. STABLE on the primary, which has no mark and for which it changes nothing, is replicated and clears them.
 */
final class ReplicaMarks {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaMarks.class);

    private ReplicaMarks() {}

    /** Whether any were cleared: then look again, because behind a slow line a step's time is not enough for many slots, and a look is good for one step (I11): the clock was started before it. Only while nobody else may be opening these slots: a SETSLOT reaches the replicas before their primary carries it out. */
    static boolean clear(Session session, ClusterTopology topology, SlotSet of, StepClock clock) {
        boolean[] any = new boolean[1];
        Map<String, List<Integer>> stale = new TreeMap<>();
        for (OpenSlot mark : topology.replicaMarks()) {
            if (of.contains(mark.slot())) {
                topology.node(mark.nodeId())
                        .flatMap(topology::findPrimaryOf)
                        .filter(primary -> !open(topology, primary, mark.slot()))
                        .ifPresent(primary -> stale.computeIfAbsent(primary.id(), id -> new ArrayList<>())
                                .add(mark.slot()));
            }
        }
        stale.forEach((primary, slots) -> {
            try {
                List<Session.Channel> channels = session.controls(primary, slots.size());
                if (channels.get(0).facts().valkey8()) {
                    SlotSet cleared = new SetSlot(channels, clock).stable(SlotSet.of(slots));
                    LOG.info("cleared what only replicas of {} still showed: {}", Session.shortId(primary), cleared);
                    any[0] |= !cleared.isEmpty();
                }
            } catch (NodeException e) {
                LOG.info("stale marks of replicas stay for now: {}", e.getMessage());
            }
        });
        return any[0];
    }

    private static boolean open(ClusterTopology topology, Node primary, int slot) {
        return topology.openSlots().stream()
                .anyMatch(mark -> mark.slot() == slot && mark.nodeId().equals(primary.id()));
    }
}
