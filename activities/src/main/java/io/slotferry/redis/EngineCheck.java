package io.slotferry.redis;

import io.slotferry.access.Rights;
import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.SlotMove;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.MissingRight;
import io.slotferry.topology.Node;
import io.slotferry.topology.ServerVersion;
import io.slotferry.workflow.Prepared;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Whether the servers of a plan can move its slots themselves (engine atomic). */
final class EngineCheck {

    private EngineCheck() {}

    /** Why not; empty if they can. Both ends are asked for both: a rollback makes each target a source. */
    static Optional<Prepared> refusal(Session session, ClusterTopology topology, List<SlotMove> moves) {
        TreeSet<String> ends = new TreeSet<>();
        moves.forEach(move -> ends.addAll(List.of(move.from(), move.to())));
        for (String id : ends) {
            Node node = topology.node(id).orElseThrow();
            Map<String, String> info =
                    topology.observation(id).map(seen -> seen.info()).orElse(Map.of());
            Optional<ServerVersion> version = ServerVersion.of(info);
            if (version.filter(Rights::hasNativeMigrations).isEmpty()) {
                return Optional.of(Prepared.failed(
                        FailureTypes.INVALID_REQUEST,
                        "\"engine\" is atomic, which takes Valkey 9.0 or newer on both ends, but " + node.label()
                                + " is "
                                + version.map(ServerVersion::toString).orElse("of an unknown version")
                                + "; leave engine out",
                        List.of()));
            }
            NodeLink link = session.look(id).link();
            List<MissingRight> missing =
                    RightsCheck.missing(link, link.user(), Rights.ofNative(), version.orElseThrow());
            if (!missing.isEmpty()) {
                String grants = String.join(
                        " ", missing.stream().map(MissingRight::grant).toList());
                return Optional.of(Prepared.failed(
                        FailureTypes.PRECHECK_FAILED,
                        "user " + link.user() + " lacks " + grants + " on " + node.label()
                                + ", which engine atomic needs; run there: ACL SETUSER " + link.user() + " " + grants,
                        List.of()));
            }
        }
        return Optional.empty();
    }
}
