package io.slotferry.lab;

import org.HdrHistogram.Histogram;

/**
 * How long clients' calls took, redirects and retries included, in microseconds.
 *
 * @param count calls
 */
public record Latency(long count, long p50Us, long p99Us, long maxUs) {

    static Latency of(Histogram histogram) {
        return new Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue());
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms, max %.1f ms",
                p50Us / 1_000.0,
                p99Us / 1_000.0,
                maxUs / 1_000.0);
    }
}
