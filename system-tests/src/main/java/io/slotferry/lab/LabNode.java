package io.slotferry.lab;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link LocalCluster} as it was started; roles may have changed since.
 *
 * @param id node id
 * @param primaryId for a replica the id of its primary, else null
 * @param slots the slots it was given; empty for replicas and empty primaries
 */
public record LabNode(RedisProcess process, String id, @Nullable String primaryId, BitSet slots) {

    public int port() {
        return process.port();
    }

    public String address() {
        return process.address();
    }

    public boolean replica() {
        return primaryId != null;
    }
}
