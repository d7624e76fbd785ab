package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;
import java.util.Map;

/** What replicas show of a slot with which all else is well. They take no SETSLOT: only their primary's reaches them, from Valkey 8 on, or gossip. */
final class SlotReplicas {

    private SlotReplicas() {}

    static Decision of(SlotState slot, Cast cast, String owner, boolean impatient) {
        for (Map.Entry<String, String> shown : slot.replicaMarks().entrySet()) {
            Actor primary = cast.find(shown.getValue());
            if (primary != null && primary.live()) {
                return primary.finishesMovesByItself()
                        ? new Decision(
                                Row.REPLICA_CLEARED,
                                RepairAct.on(Kind.CLEAR, primary.id()),
                                "a replica of " + primary.label() + " shows a mark that its primary has not")
                        : new Decision(
                                Row.REPLICA_KEEPS_MARK,
                                null,
                                cast.label(shown.getKey()) + ", a replica of " + primary.label()
                                        + ", shows a mark that its primary has not, and a server of its version clears"
                                        + " no mark of a replica; promote it (CLUSTER FAILOVER on it)",
                                true);
            }
        }
        for (Map.Entry<String, String> seen : slot.sees().entrySet()) {
            Actor observer = cast.find(seen.getKey());
            if (observer != null && observer.member() && !seen.getValue().equals(owner)) {
                if (impatient && cast.get(owner).mayRaise()) {
                    return new Decision(
                            Row.REPLICA_OUTVOTED,
                            RepairAct.on(Kind.RAISE_EPOCH, owner),
                            observer.label() + " holds on to another owner, whose claim has a higher epoch");
                }
                return Decision.waiting(Row.REPLICA_LAGS, observer.label() + " has not heard of the owner yet");
            }
        }
        return Decision.HEALTHY;
    }
}
