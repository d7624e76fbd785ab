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

    /** Whether a dead former primary of its shard may come back with import marks and act on them, see {@link io.slotferry.topology.Deposed}. */
    public static boolean marksComeBack(NodeObservation observation) {
        return of(observation).filter(ServerVersion::valkey8).isPresent();
    }
}
