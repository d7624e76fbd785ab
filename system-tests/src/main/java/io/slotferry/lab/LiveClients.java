package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Readers and writers that work on a cluster while its slots move. They follow MOVED and ASK as good clients do, know what they were promised, and check it: every reply at once, every acknowledged write in the end.
 */
public final class LiveClients implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Builder settings;
    private final LiveKeys keys;
    private final ClientCounters counters = new ClientCounters();
    private final LiveFindings findings = new LiveFindings();
    private final List<PacedClient> clients = new ArrayList<>();
    private final PhaseClock phases = new PhaseClock();

    private LiveClients(Builder settings) throws IOException {
        this.settings = settings;
        this.keys = new LiveKeys(settings.writers());
        for (int i = 0; i < settings.writers(); i++) {
            clients.add(new LiveWriter(i, settings, phases, counters, keys, findings));
        }
        for (int i = 0; i < settings.readers(); i++) {
            clients.add(new LiveReader(i, settings, phases, counters, keys, findings));
        }
        clients.forEach(Thread::start);
    }

    public static Builder on(LocalCluster cluster) {
        return new Builder(cluster.addresses());
    }

    /** How many clients, how fast. Defaults: 2 writers, 2 readers, 2000 calls a second together. */
    public static final class Builder {
        private final List<String> addresses;
        private int callsPerSecond = 2_000;
        private long seed = 1;
        private @Nullable Keyspace keyspace;

        private Builder(List<String> addresses) {
            this.addresses = List.copyOf(addresses);
        }

        /** All clients together. */
        public Builder callsPerSecond(int callsPerSecond) {
            this.callsPerSecond = callsPerSecond;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Loaded keys for the readers to read as well. */
        public Builder keyspace(Keyspace keyspace) {
            this.keyspace = keyspace;
            return this;
        }

        public LiveClients start() {
            try {
                return new LiveClients(this);
            } catch (IOException e) {
                throw new LabException("live clients cannot reach the cluster: " + e.getMessage(), e);
            }
        }

        List<String> addresses() {
            return addresses;
        }

        int writers() {
            return 2;
        }

        int readers() {
            return 2;
        }

        long intervalNanos() {
            return Duration.ofSeconds(1).toNanos() * (writers() + readers()) / callsPerSecond;
        }

        long seed() {
            return seed;
        }

        @Nullable
        Keyspace keyspace() {
            return keyspace;
        }
    }

    /** From now on calls are measured for this phase. */
    public void phase(Phase next) {
        phases.enter(next);
    }

    /** Calls made so far. */
    public long operations() {
        return counters.operations.get();
    }

    /** TRYAGAIN replies so far. */
    public long tryAgain() {
        return counters.tryAgain.get();
    }

    /** Keys found lost and wrong nil answers so far: more than 0 is bad news already. */
    public long troubles() {
        return findings.lost() + findings.wrongNil();
    }

    /** Stops all clients and waits for their last call. */
    public void stop() {
        clients.forEach(PacedClient::end);
        for (PacedClient client : clients) {
            try {
                client.join(STOP_LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted while live clients stop", e);
            }
            if (client.isAlive()) {
                throw new LabException(client.getName() + " did not stop in " + STOP_LIMIT.toSeconds() + " s");
            }
            if (client.failure() != null) {
                throw new LabException(client.getName() + " broke: " + client.failure(), client.failure());
            }
        }
    }

    /** Stops the clients and reads back everything they were promised. */
    public Verdict verify() {
        stop();
        long checked = new LiveReadBack(settings.addresses(), keys, findings).check();
        return new Verdict(
                checked,
                findings.lost(),
                findings.wrongNil(),
                counters.operations.get(),
                counters.moved.get(),
                counters.asked.get(),
                counters.tryAgain.get(),
                counters.unavailable.get(),
                counters.connectionErrors.get(),
                counters.givenUp.get(),
                findings.errors(),
                latency(Phase.IDLE),
                latency(Phase.MOVING),
                latency(Phase.UNATTENDED),
                counters.troubles(),
                findings.examples());
    }

    private Latency latency(Phase of) {
        Histogram sum = new Histogram(3);
        clients.forEach(client -> sum.add(client.latency(of)));
        return Latency.of(sum);
    }

    /** Lets the clients end without waiting for them. */
    @Override
    public void close() {
        clients.forEach(PacedClient::end);
    }
}
