package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Writes a keyspace through one pipelined connection to each primary and thread. */
final class KeyspaceLoader {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int THREADS = 2;
    private static final int WINDOW = 512;

    private final Keyspace keyspace;
    private final List<String> addresses;
    private final IntConsumer progress;
    private final AtomicInteger loaded = new AtomicInteger();

    KeyspaceLoader(Keyspace keyspace, List<String> addresses, IntConsumer progress) {
        this.keyspace = keyspace;
        this.addresses = addresses;
        this.progress = progress;
    }

    void load() {
        Shares.run(THREADS, share -> () -> {
            load(share);
            return share;
        });
    }

    private void load(int share) throws IOException {
        SlotMap map = SlotMap.read(addresses, TIMEOUT);
        Map<String, Pipe> pipes = new HashMap<>();
        try {
            for (int i = share; i < keyspace.keys(); i += THREADS) {
                SampleKey key = keyspace.key(i);
                String owner = map.owner(key.slot());
                Pipe pipe = pipes.get(owner);
                if (pipe == null) {
                    pipe = new Pipe(RespConnection.open(owner, TIMEOUT));
                    pipes.put(owner, pipe);
                }
                pipe.write(key);
            }
            for (Pipe pipe : pipes.values()) {
                pipe.drain();
            }
        } finally {
            pipes.values().forEach(pipe -> pipe.connection.close());
        }
    }

    private final class Pipe {
        private final RespConnection connection;
        private int inFlight;
        private int keys;

        Pipe(RespConnection connection) {
            this.connection = connection;
        }

        void write(SampleKey key) throws IOException {
            for (byte[][] command : key.writes()) {
                connection.send(command);
                inFlight++;
            }
            keys++;
            if (inFlight >= WINDOW) {
                drain();
            }
        }

        void drain() throws IOException {
            connection.flush();
            for (; inFlight > 0; inFlight--) {
                if (connection.receive() instanceof RespError error) {
                    throw new LabException("loading keys: " + error.message());
                }
            }
            progress.accept(loaded.addAndGet(keys));
            keys = 0;
        }
    }
}
