package io.slotferry.bench;

import io.slotferry.lab.Filling;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.RespError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients of the source with a fixed timetable: one GET a millisecond, of a key that stays (PING, if no slot stays). None waits for the answer of another, and time counts from when a call was due, so a stall of 50 ms is seen by the 50 calls that were due in it and by no other.
 */
final class Probe implements AutoCloseable {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long NO_MORE = Long.MIN_VALUE;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RespConnection connection;
    private final byte[][] command;
    private final Histogram latencyUs = new Histogram(3);
    private final BlockingQueue<Long> due = new LinkedBlockingQueue<>();
    private final Thread sender = new Thread(this::send, "probe-sender");
    private final Thread receiver = new Thread(this::receive, "probe-receiver");
    private volatile boolean stopping;
    private volatile @Nullable Exception failure;

    private Probe(RespConnection connection, String... command) {
        this.connection = connection;
        this.command = words(command);
    }

    private static byte[][] words(String... text) {
        byte[][] words = new byte[text.length][];
        for (int i = 0; i < text.length; i++) {
            words[i] = text[i].getBytes(StandardCharsets.US_ASCII);
        }
        return words;
    }

    static Probe start(LabNode source, Workload workload) {
        try {
            boolean stays = workload.slots < Workload.ALL_SLOTS;
            int kept = (workload.slots < Course.HALF ? Course.HALF : Workload.ALL_SLOTS) - 1;
            RespConnection connection = RespConnection.open(source.address(), LIMIT);
            Probe probe = stays ? new Probe(connection, "GET", Filling.keyOf(kept)) : new Probe(connection, "PING");
            for (Thread thread : List.of(probe.sender, probe.receiver)) {
                thread.setDaemon(true);
                thread.start();
            }
            return probe;
        } catch (IOException e) {
            throw new LabException("the probe cannot connect: " + e.getMessage(), e);
        }
    }

    private void send() {
        long next = System.nanoTime();
        try {
            while (!stopping) {
                next += INTERVAL_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
                due.add(next);
                connection.send(command);
                connection.flush();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            due.add(NO_MORE);
        }
    }

    private void receive() {
        try {
            for (long next = due.take(); next != NO_MORE; next = due.take()) {
                if (connection.receive() instanceof RespError error) {
                    throw new IOException(error.message());
                }
                latencyUs.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - next));
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and returns what it saw, in microseconds. */
    Histogram end() {
        stopping = true;
        try {
            receiver.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Exception failed = failure;
        if (failed != null || receiver.isAlive()) {
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
