package io.slotferry.redis;

import io.slotferry.topology.NodeObservation;
import java.util.Map;

/** Answers of a node to which the configured addresses lead us instead of the one we asked for: that one runs, and nobody should start it again. */
final class Misled {

    private Misled() {}

    /**
     * @param asked by node id, where the views announce it
     * @return the answer, or why we have none of the node that we asked for
     */
    static NodeObservation checked(ClusterConfig config, Map<String, Endpoint> asked, NodeObservation answer) {
        if (answer.view() == null) {
            return answer;
        }
        Endpoint wanted = Endpoint.parse(answer.address());
        Endpoint reached = config.reachable(wanted);
        Endpoint at = asked.get(answer.view().myself().id());
        // A node that nobody announces elsewhere may have taken over this address.
        if (reached.equals(wanted) || at == null || at.equals(wanted)) {
            return answer;
        }
        return NodeObservation.unreachable(
                answer.address(),
                "cannot be asked: the configuration's \"addresses\" sends us to " + reached
                        + ", where another node answers; correct its line in \"addresses\" of the worker's configuration");
    }
}
