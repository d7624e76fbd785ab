package io.slotferry.repair;

import io.slotferry.repair.RepairAct.Kind;
import io.slotferry.topology.ClusterTopology;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who does not know whom. CLUSTER FORGET keeps a node from hearing of another one for a minute, CLUSTER RESET from hearing of anybody for ever, and until they meet a server refuses every word about the other. MEET joins two clusters for good: it is used only between nodes which most of the others know, and of which a third one, or the other itself, knows both.
 */
final class Strangers {

    private final Map<String, Set<String>> unknown;

    /** @param unknown a node that answers to those that it does not know */
    Strangers(Map<String, Set<String>> unknown) {
        this.unknown = unknown;
    }

    static Strangers among(ClusterTopology topology) {
        TreeMap<String, Set<String>> unknown = new TreeMap<>();
        topology.observers().forEach(id -> unknown.put(id, new TreeSet<>()));
        for (String id : topology.observers()) {
            Set<String> knowing = new HashSet<>(topology.knownBy(id));
            unknown.forEach((other, strangers) -> {
                if (!other.equals(id) && !knowing.contains(other)) {
                    strangers.add(id);
                }
            });
        }
        return new Strangers(unknown);
    }

    /** What has to come before this act; null if its nodes know each other as far as it takes. */
    @Nullable
    Decision before(RepairAct act, Cast cast) {
        if (act.namesPeer() && lacks(act.node(), act.peer())) {
            return introduce(act.node(), act.peer(), cast);
        }
        return act.namesBoth() && lacks(act.peer(), act.node()) ? introduce(act.peer(), act.node(), cast) : null;
    }

    private Decision introduce(String node, String other, Cast cast) {
        String why = cast.label(node) + " does not know " + cast.label(other);
        if (cast.mayOwn(node) && cast.mayOwn(other) && haveCommonFriend(node, other)) {
            return new Decision(
                    Row.STRANGERS_MEET, RepairAct.of(Kind.MEET, node, other), why + ", which belongs to this cluster");
        }
        return Decision.waiting(
                Row.STRANGER_AWAITED,
                why + "; if both belong to this cluster let them meet: "
                        + cast.get(other).meet() + " on " + cast.label(node));
    }

    private boolean haveCommonFriend(String node, String other) {
        return unknown.keySet().stream()
                .filter(friend -> !friend.equals(node))
                .anyMatch(friend -> !lacks(friend, node) && !lacks(friend, other));
    }

    private boolean lacks(String node, String other) {
        return unknown.getOrDefault(node, new TreeSet<>()).contains(other);
    }
}
