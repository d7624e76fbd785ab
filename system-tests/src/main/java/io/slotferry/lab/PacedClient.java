package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One thread that makes calls at a fixed rate and measures them. */
abstract class PacedClient extends Thread {

    /** Longer than a failover takes; a call that fails for longer is given up. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

    private final long intervalNanos;
    private final PhaseClock phases;
    private final Map<Phase, Histogram> latencies = new EnumMap<>(Phase.class);
    private final ClusterClient client;
    final SplittableRandom random;
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    PacedClient(String name, LiveClients.Builder settings, PhaseClock phases, ClientCounters counters, long seed)
            throws IOException {
        super(name);
        setDaemon(true);
        this.intervalNanos = settings.intervalNanos();
        this.phases = phases;
        this.client = new ClusterClient(settings.addresses(), counters, CALL_LIMIT);
        this.random = new SplittableRandom(seed);
        for (Phase each : Phase.values()) {
            latencies.put(each, new Histogram(3));
        }
    }

    /** One operation, through {@link #call}. */
    abstract void operate();

    @Override
    public final void run() {
        long next = System.nanoTime();
        try (client) {
            while (!stopping) {
                // No bursts to catch up: a call that waited long is corrected for when it is recorded.
                next = Math.max(next + intervalNanos, System.nanoTime());
                LockSupport.parkNanos(next - System.nanoTime());
                operate();
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    final ClusterClient.Answer call(int slot, String... words) {
        return call(slot, RespConnection.bytes(words));
    }

    final ClusterClient.Answer call(int slot, byte[]... words) {
        PhaseClock.Stamp begun = phases.now();
        long start = System.nanoTime();
        ClusterClient.Answer answer = client.call(slot, words);
        long us = (System.nanoTime() - start) / 1_000;
        // The calls that were due while this one blocked count too, or one long stall would hide among many short
        // calls.
        latencies.get(phases.phaseOf(begun)).recordValueWithExpectedInterval(us, intervalNanos / 1_000);
        return answer;
    }

    final void end() {
        stopping = true;
    }

    /** After the thread has ended. */
    final Histogram latency(Phase of) {
        return latencies.get(of);
    }

    final @Nullable Throwable failure() {
        return failure;
    }
}
