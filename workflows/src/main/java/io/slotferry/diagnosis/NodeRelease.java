package io.slotferry.diagnosis;

import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.ServerVersion;
import java.util.Optional;

/** Which release an observed node runs. */
public final class NodeRelease {

    private NodeRelease() {}

    public static Optional<ServerVersion> of(NodeObservation observation) {
        return observation.reachable() ? new NodeFacts(observation).version() : Optional.empty();
    }
}
