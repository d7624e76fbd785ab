package io.slotferry.redis;

import io.slotferry.topology.ServerVersion;

/** Which server a cluster runs, as its first seed that answers says. */
public final class SeedVersion {

    private static final long TIMEOUT_MS = 2_000;

    private SeedVersion() {}

    /** @throws IllegalStateException with one sentence for the operator if no seed tells */
    public static ServerVersion of(ClusterConfig config) {
        String problem = "cluster " + config.name() + " has no seeds";
        try (Links links = new Links()) {
            for (Endpoint seed : config.seeds()) {
                try (NodeLink link = links.open(config, seed, Fence.name("none", Fence.LOOK, "acl"), 0)) {
                    Reply info = link.call(TIMEOUT_MS, "INFO", "server");
                    if (info.ok()) {
                        return ServerVersion.of(NodeFacts.info(info.text()))
                                .orElseThrow(() -> new NodeException(seed + " does not tell its version"));
                    }
                    throw Refusal.of(seed, link.user(), "INFO", info.text());
                } catch (NodeException e) {
                    problem = e.getMessage();
                }
            }
        }
        throw new IllegalStateException(problem);
    }
}
