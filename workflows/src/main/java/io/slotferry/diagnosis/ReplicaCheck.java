package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.topology.Node;
import java.util.List;
import java.util.OptionalLong;

/** Whether each target's replicas can take what arrives. */
final class ReplicaCheck {

    private ReplicaCheck() {}

    static void check(MoveScope scope, Findings findings) {
        for (Node target : scope.targets()) {
            scope.facts(target.id()).ifPresent(facts -> check(scope, target, facts, findings));
        }
    }

    private static void check(MoveScope scope, Node target, NodeFacts facts, Findings findings) {
        List<Node> replicas = scope.topology().replicasOf(target.id());
        long linked = replicas.stream()
                .filter(replica -> scope.facts(replica.id())
                        .filter(NodeFacts::linkToPrimaryUp)
                        .isPresent())
                .count();
        long connected = facts.connectedReplicas().orElse(linked);
        OptionalLong wanted = facts.configNumber("min-replicas-to-write");
        if (wanted.isPresent() && wanted.getAsLong() > connected) {
            findings.add(
                    "too-few-replicas",
                    Severity.ERROR,
                    List.of(target),
                    "The target " + target.label() + " wants " + wanted.getAsLong()
                            + " replicas for every write (min-replicas-to-write), but has " + connected
                            + ": it refuses keys with NOREPLICAS",
                    "Bring its replicas back, or lower min-replicas-to-write on " + target.label());
        } else if (linked == 0 && (connected == 0 || !replicas.isEmpty())) {
            findings.add(
                    "target-without-replica",
                    Severity.WARNING,
                    List.of(target),
                    "The target " + target.label()
                            + (replicas.isEmpty() ? " has no replica" : " has no replica that is in sync")
                            + ": keys that have moved are lost if it dies",
                    "Give it a replica with CLUSTER REPLICATE, or go on if these keys may be lost with a node");
        }
    }
}
