package io.slotferry.bench;

import io.slotferry.lab.Filling;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.RespError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A client of the source with a connection of its own and a fixed timetable: one GET a millisecond, of a key that stays (PING, if no slot stays). Time counts from when a call was due, not from when it could be sent, so a stall of 50 ms is seen by the 50 calls that were due in it.
 */
final class Probe implements AutoCloseable {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RespConnection connection;
    private final String[] command;
    private final Histogram latencyUs = new Histogram(3);
    private final Thread thread = new Thread(this::run, "probe");
    private volatile boolean stopping;
    private volatile @Nullable Exception failure;

    private Probe(RespConnection connection, String... command) {
        this.connection = connection;
        this.command = command;
    }

    static Probe start(LabNode source, Workload workload) {
        try {
            boolean stays = workload.slots < Workload.ALL_SLOTS;
            RespConnection connection = RespConnection.open(source.address(), LIMIT);
            Probe probe = stays
                    ? new Probe(connection, "GET", Filling.keyOf(Workload.ALL_SLOTS - 1))
                    : new Probe(connection, "PING");
            probe.thread.setDaemon(true);
            probe.thread.start();
            return probe;
        } catch (IOException e) {
            throw new LabException("the probe cannot connect: " + e.getMessage(), e);
        }
    }

    private void run() {
        long due = System.nanoTime();
        try {
            while (!stopping) {
                due += INTERVAL_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
                if (connection.call(command) instanceof RespError error) {
                    throw new IOException(error.message());
                }
                latencyUs.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Ends it and returns what it saw, in microseconds. */
    Histogram end() {
        stopping = true;
        try {
            thread.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Exception failed = failure;
        if (failed != null || thread.isAlive()) {
            throw new LabException("the probe failed: " + (failed == null ? "no answer" : failed.getMessage()), failed);
        }
        return latencyUs;
    }

    @Override
    public void close() {
        stopping = true;
        connection.close();
    }
}
