package io.slotferry.diagnosis;

import io.slotferry.contract.Finding.Severity;
import io.slotferry.topology.MissingRight;
import io.slotferry.topology.Node;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rights, loading, node timeout and persistence: what each node must allow before slots move. */
final class NodeCheck {

    /** Below this a short stall of the source is taken for its death, in milliseconds. */
    private static final long NODE_TIMEOUT_MIN_MS = 1_000;

    private static final int RIGHTS_SHOWN_MAX = 6;

    /** A longer line would be cut, and a cut line would be a wrong one. */
    private static final int GRANT_CHARS_MAX = 200;

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
        List<Node> unsaved = where(scope.ends(), scope, NodeFacts::refusesWrites);
        if (!unsaved.isEmpty()) {
            findings.add(
                    "cannot-persist",
                    Severity.ERROR,
                    unsaved,
                    Findings.names(unsaved) + " cannot write to disk, and "
                            + Findings.verb(unsaved.size(), "refuses", "refuse")
                            + " with MISCONF what a move would bring or take",
                    "Mend what its log names, or CONFIG SET stop-writes-on-bgsave-error no, then start the move again");
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
        rights(scope.topology().primaries(), Severity.ERROR, "missing-rights", scope, findings);
        rights(scope.topology().replicas(), Severity.WARNING, "missing-rights-replica", scope, findings);
    }

    /** One finding for each user and what it lacks, with the line that grants it; the same on many nodes is one finding. */
    private static void rights(List<Node> asked, Severity severity, String code, MoveScope scope, Findings findings) {
        TreeMap<String, List<Node>> byUserAndGrants = new TreeMap<>();
        for (Node node : asked) {
            TreeMap<String, List<String>> byUser = new TreeMap<>();
            scope.topology()
                    .observation(node.id())
                    .map(NodeObservation::missingRights)
                    .orElse(List.of())
                    .forEach(right -> byUser.computeIfAbsent(right.user(), user -> new ArrayList<>())
                            .add(right.grant()));
            byUser.forEach((user, grants) -> byUserAndGrants
                    .computeIfAbsent(user + " " + String.join(", ", grants), line -> new ArrayList<>())
                    .add(node));
        }
        byUserAndGrants.forEach((line, nodes) -> {
            String user = line.substring(0, line.indexOf(' '));
            List<String> grants = List.of(line.substring(user.length() + 1).split(", ", -1));
            String words = grants.stream()
                    .flatMap(grant -> Stream.of(grant.split(" ", -1)))
                    .distinct()
                    .collect(Collectors.joining(" "));
            findings.add(
                    code,
                    severity,
                    nodes,
                    grants.contains(MissingRight.LOGIN)
                            ? Findings.names(nodes) + Findings.verb(nodes.size(), " refuses", " refuse") + " the user "
                                    + user + " with the configured password"
                            : "User " + user + " lacks " + Sentence.list(grants, RIGHTS_SHOWN_MAX) + " on "
                                    + Findings.names(nodes)
                                    + (severity == Severity.ERROR ? "" : ", and a move stops there if it is promoted"),
                    words.length() > GRANT_CHARS_MAX
                            ? "Run there what ./slotferry acl prints for " + user
                            : "Run there: ACL SETUSER " + user + " " + words);
        });
    }

    private static List<Node> where(List<Node> nodes, MoveScope scope, Predicate<NodeFacts> condition) {
        return nodes.stream()
                .filter(node -> scope.facts(node.id()).filter(condition).isPresent())
                .toList();
    }
}
