package io.slotferry.redis;

import io.slotferry.topology.Node;
import java.util.List;

/** Whether a node died and came back. No server tells; but one that was started later than others of its cluster may have, and with it went what it could have told of its unanswered MIGRATEs. */
final class Restarted {

    /** Others that are asked: each may take a handshake. */
    private static final int ASKED_MAX = 8;

    /** Nodes of a cluster that is started as a whole are started within these seconds. */
    private static final long TOGETHER_SECONDS = 3;

    private static final long TIMEOUT_MS = 1_500;

    private Restarted() {}

    static boolean afterOthers(Session session, String id) {
        NodeLink link = session.look(id).link();
        long own = uptime(link);
        List<Node> others = NodeProbe.view(link).nodes().stream()
                .filter(node -> node.primary() && !node.myself() && !node.gone() && node.linkUp())
                .limit(ASKED_MAX)
                .toList();
        return others.stream().anyMatch(node -> started(session, node.id(), own));
    }

    private static boolean started(Session session, String id, long uptime) {
        try {
            return uptime(session.look(id).link()) > uptime + TOGETHER_SECONDS;
        } catch (NodeException e) {
            // The others tell as well.
            return false;
        }
    }

    private static long uptime(NodeLink link) {
        return Long.parseLong(
                NodeFacts.info(link.call(TIMEOUT_MS, "INFO", "server").text()).getOrDefault("uptime_in_seconds", "0"));
    }
}
