package io.slotferry.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All rounds of one contestant on one workload. */
final class Results {

    private final String name;
    private final Workload workload;
    private final List<Effort> efforts = new ArrayList<>();
    private final Histogram latencyUs = new Histogram(3);

    Results(String name, Workload workload) {
        this.name = name;
        this.workload = workload;
    }

    void add(Effort effort, Histogram probe) {
        efforts.add(effort);
        latencyUs.add(probe);
    }

    String name() {
        return name;
    }

    List<Double> seconds() {
        return efforts.stream().map(each -> each.time().toNanos() / 1e9).toList();
    }

    double medianSeconds() {
        return median(seconds());
    }

    /** How many times quicker than the other, round by round: what disturbed a round disturbed both. */
    double timesQuickerThan(Results other) {
        return median(IntStream.range(0, Math.min(efforts.size(), other.efforts.size()))
                .mapToObj(round -> other.seconds().get(round) / seconds().get(round))
                .toList());
    }

    /** Keys a second, or slots a second where there are no keys. */
    long perSecond() {
        return Math.round((workload.keys > 0 ? workload.keys : workload.slots) / medianSeconds());
    }

    double p999Ms() {
        return latencyUs.getValueAtPercentile(99.9) / 1_000.0;
    }

    double p99Ms() {
        return latencyUs.getValueAtPercentile(99) / 1_000.0;
    }

    double maxMs() {
        return latencyUs.getMaxValue() / 1_000.0;
    }

    long probes() {
        return latencyUs.getTotalCount();
    }

    @Nullable
    Long historyEvents() {
        return highest(Effort::historyEvents);
    }

    @Nullable
    Long historyBytes() {
        return highest(Effort::historyBytes);
    }

    @Nullable
    Long workerRssBytes() {
        return highest(Effort::workerRssBytes);
    }

    private @Nullable Long highest(Function<Effort, @Nullable Long> part) {
        return efforts.stream()
                .map(part)
                .filter(Objects::nonNull)
                .max(Long::compare)
                .orElse(null);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
