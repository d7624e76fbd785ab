package io.slotferry.system;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ReshardRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that the tests share. */
final class Requests {

    private Requests() {}

    /**
     * A move with a pace limit, so that something is open when a test strikes.
     *
     * @param slots which, or null for {@code slotCount} of any
     * @param from the sources, or null for all
     * @param keysPerSecond 0 for no limit
     */
    static ReshardRequest paced(
            String cluster,
            String to,
            @Nullable String slots,
            @Nullable Long slotCount,
            @Nullable List<String> from,
            long keysPerSecond,
            Class<?> by) {
        return new ReshardRequest(
                cluster,
                to,
                slots,
                slotCount,
                from,
                null,
                null,
                null,
                null,
                null,
                pace(keysPerSecond),
                null,
                by.getSimpleName(),
                null,
                List.of());
    }

    /**
     * A move by this engine, as fast as it goes.
     *
     * @param slots which, or null for {@code slotCount} of any
     */
    static ReshardRequest by(
            String engine, String cluster, String to, @Nullable String slots, @Nullable Long slotCount, Class<?> by) {
        return new ReshardRequest(
                cluster,
                to,
                slots,
                slotCount,
                null,
                null,
                engine,
                null,
                null,
                null,
                null,
                null,
                by.getSimpleName(),
                null,
                List.of());
    }

    /** @param keysPerSecond 0 for no limit */
    static PaceLimits pace(long keysPerSecond) {
        return new PaceLimits(null, null, null, null, keysPerSecond, null, List.of());
    }
}
