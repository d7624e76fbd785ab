package io.slotferry.chaos;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of the chaos runner.
 *
 * @param struck faults that found a run and a victim
 * @param promotions replicas that took over
 * @param runs how the workflows closed, first to last
 * @param acked writes that were acknowledged
 * @param broken why it could not be judged; null if it could
 * @param evidence where its logs are; null if they were not kept
 */
record RunResult(
        Scenario scenario,
        String server,
        List<FaultKind> struck,
        int promotions,
        List<String> runs,
        long acked,
        @Nullable Findings findings,
        @Nullable String broken,
        double seconds,
        @Nullable Path evidence) {

    boolean clean() {
        return findings != null && findings.clean();
    }
}
