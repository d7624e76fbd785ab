package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rights, loading, node timeout and persistence: what each node must allow before slots move. */
final class NodeCheck {

    /** Below this a short stall of the source is taken for its death, in milliseconds. */
    private static final long NODE_TIMEOUT_MIN_MS = 1_000;

    private static final int RIGHTS_SHOWN_MAX = 6;

    private NodeCheck() {}

    static void check(MoveScope scope, Findings findings) {
        rights(scope, findings);
        List<Node> loading = where(scope.topology().primaries(), scope, facts -> facts.info("loading")
                .equals("1"));
        if (!loading.isEmpty()) {
            findings.add(
                    "loading",
                    Severity.ERROR,
                    loading,
                    Findings.names(loading) + Findings.verb(loading.size(), " is", " are")
                            + " still loading data from disk and "
                            + Findings.verb(loading.size(), "refuses", "refuse") + " commands with LOADING",
                    "Wait until INFO persistence shows loading:0");
        }
        List<Node> hasty = where(
                scope.topology().primaries(),
                scope,
                facts -> facts.configNumber("cluster-node-timeout").orElse(NODE_TIMEOUT_MIN_MS) < NODE_TIMEOUT_MIN_MS);
        if (!hasty.isEmpty()) {
            findings.add(
                    "node-timeout",
                    Severity.WARNING,
                    hasty,
                    "cluster-node-timeout is below " + NODE_TIMEOUT_MIN_MS + " ms on " + Findings.names(hasty)
                            + ": a MIGRATE of a big key may block a source long enough to be failed over",
                    "Raise it for the time of the move: CONFIG SET cluster-node-timeout 15000 on every node");
        }
        List<Node> forgetful = where(scope.ends(), scope, NodeCheck::keepsNothing);
        if (!forgetful.isEmpty()) {
            findings.add(
                    "no-persistence",
                    Severity.INFO,
                    forgetful,
                    Findings.names(forgetful) + Findings.verb(forgetful.size(), " writes", " write")
                            + " nothing to disk (no AOF, no save points): a restart before a failover comes back empty",
                    "Make sure that nothing restarts these nodes by itself during the move");
        }
    }

    private static boolean keepsNothing(NodeFacts facts) {
        boolean noSave = facts.config("save").filter(String::isBlank).isPresent();
        return noSave && facts.info("aof_enabled").equals("0");
    }

    private static void rights(MoveScope scope, Findings findings) {
        Map<List<String>, List<Node>> byRights = new LinkedHashMap<>();
        for (Node node : scope.topology().primaries()) {
            List<String> missing = scope.topology()
                    .observation(node.id())
                    .map(NodeObservation::missingRights)
                    .orElse(List.of());
            if (!missing.isEmpty()) {
                byRights.computeIfAbsent(missing, rights -> new ArrayList<>()).add(node);
            }
        }
        byRights.forEach((rights, nodes) -> {
            List<String> words = rights.stream()
                    .flatMap(right -> Stream.of(right.split(" ", -1)))
                    .distinct()
                    .toList();
            findings.add(
                    "missing-rights",
                    Severity.ERROR,
                    nodes,
                    "The configured user may not run what a move needs on " + Findings.names(nodes) + ": it lacks "
                            + Sentence.list(rights, RIGHTS_SHOWN_MAX),
                    "Grant it there with ACL SETUSER <user> " + String.join(" ", words));
        });
    }

    private static List<Node> where(List<Node> nodes, MoveScope scope, Predicate<NodeFacts> condition) {
        return nodes.stream()
                .filter(node -> scope.facts(node.id()).filter(condition).isPresent())
                .toList();
    }
}
