package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a keyspace back in pipelines; a key that answers with a redirect is asked for again, one by one, as a client would. */
final class KeyspaceReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int THREADS = 2;
    private static final int WINDOW = 256;
    private static final int EXAMPLES_MAX = 10;

    private final Keyspace keyspace;
    private final List<String> addresses;
    private final IntConsumer progress;
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger missing = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final List<String> examples = new ArrayList<>();

    KeyspaceReader(Keyspace keyspace, List<String> addresses, IntConsumer progress) {
        this.keyspace = keyspace;
        this.addresses = addresses;
        this.progress = progress;
    }

    Keyspace.ReadBack readBack() {
        Shares.run(THREADS, share -> () -> {
            read(share);
            return share;
        });
        synchronized (examples) {
            return new Keyspace.ReadBack(read.get(), missing.get(), wrong.get(), examples);
        }
    }

    private void read(int share) throws IOException {
        SlotMap map = SlotMap.read(addresses, TIMEOUT);
        Map<String, List<SampleKey>> windows = new HashMap<>();
        Map<String, RespConnection> connections = new HashMap<>();
        try (ClusterClient single = new ClusterClient(addresses, new ClientCounters(), TIMEOUT)) {
            for (int i = share; i < keyspace.keys(); i += THREADS) {
                SampleKey key = keyspace.key(i);
                String owner = map.owner(key.slot());
                List<SampleKey> window = windows.computeIfAbsent(owner, address -> new ArrayList<>());
                window.add(key);
                if (window.size() == WINDOW) {
                    read(connection(connections, owner), window, single);
                    window.clear();
                }
            }
            for (Map.Entry<String, List<SampleKey>> rest : windows.entrySet()) {
                read(connection(connections, rest.getKey()), rest.getValue(), single);
            }
        } finally {
            connections.values().forEach(RespConnection::close);
        }
    }

    private static RespConnection connection(Map<String, RespConnection> connections, String address)
            throws IOException {
        RespConnection connection = connections.get(address);
        if (connection == null) {
            connection = RespConnection.open(address, TIMEOUT);
            connections.put(address, connection);
        }
        return connection;
    }

    private void read(RespConnection connection, List<SampleKey> window, ClusterClient single) throws IOException {
        for (SampleKey key : window) {
            connection.send(key.kind().read(key.name()));
            connection.send(ttl(key));
        }
        connection.flush();
        for (SampleKey key : window) {
            Object content = connection.receive();
            Object ttl = connection.receive();
            if (content instanceof RespError || ttl instanceof RespError) {
                content = single.call(key.slot(), key.kind().read(key.name())).reply();
                ttl = single.call(key.slot(), ttl(key)).reply();
            }
            check(key, content, ttl);
        }
        progress.accept(read.addAndGet(window.size()));
    }

    private static byte[][] ttl(SampleKey key) {
        byte[][] command = RespConnection.bytes("PTTL", "");
        command[1] = key.name();
        return command;
    }

    private void check(SampleKey key, @Nullable Object content, @Nullable Object ttl) {
        List<String> found = key.kind().comparable(content);
        if (content instanceof RespError error) {
            note(wrong, key.label() + " cannot be read: " + error.message());
        } else if (found.isEmpty()) {
            note(missing, key.label() + " is missing");
        } else if (!found.equals(key.expected())) {
            note(wrong, key.label() + " has other content");
        } else if (!ttlFits(key, ttl)) {
            note(wrong, key.label() + " has time to live " + ttl + " ms, was given " + key.ttlMs());
        }
    }

    private boolean ttlFits(SampleKey key, @Nullable Object ttl) {
        if (!(ttl instanceof Long left)) {
            return false;
        }
        // Only an upper bound: how long ago the key was loaded is not known here.
        return key.ttlMs() == 0 ? left == -1 : left > 0 && left <= key.ttlMs();
    }

    private void note(AtomicInteger counter, String example) {
        counter.incrementAndGet();
        synchronized (examples) {
            if (examples.size() < EXAMPLES_MAX) {
                examples.add(example);
            }
        }
    }
}
