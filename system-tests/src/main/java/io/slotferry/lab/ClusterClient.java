package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a good cluster client does, by hand: keeps a slot map, follows MOVED and ASK, tries again after TRYAGAIN, and counts each of them. Belongs to one thread.
 */
public final class ClusterClient implements AutoCloseable {

    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(2);
    private static final long TRYAGAIN_PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long TROUBLE_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    /** Nodes that disagree for a moment send a client to and fro: after so many tries it takes a breath each time. */
    private static final int REDIRECTS_FAST = 5;

    private static final byte[][] ASKING = RespConnection.bytes("ASKING");

    private final List<String> seeds;
    private final ClientCounters counters;
    private final long limitNanos;
    private final Map<String, RespConnection> connections = new HashMap<>();
    private SlotMap map;

    /**
     * A client whose troubles nobody counts.
     *
     * @param limit how long one call may be retried
     */
    public ClusterClient(List<String> seeds, Duration limit) throws IOException {
        this(seeds, new ClientCounters(), limit);
    }

    /**
     * @param limit how long one call may be retried
     */
    ClusterClient(List<String> seeds, ClientCounters counters, Duration limit) throws IOException {
        this.seeds = seeds;
        this.counters = counters;
        this.limitNanos = limit.toNanos();
        this.map = SlotMap.read(seeds, SOCKET_TIMEOUT);
    }

    /**
     * The end of a call.
     *
     * @param reply of the server; {@link RespError} also when the limit has passed
     * @param unknown attempts that were sent and never answered: they may have been executed, or may be later
     * @param node address of the node that gave the reply; empty if the limit has passed
     */
    public record Answer(@Nullable Object reply, int unknown, String node) {
        public boolean failed() {
            return reply instanceof RespError;
        }
    }

    public Answer call(int slot, byte[]... command) {
        long deadline = System.nanoTime() + limitNanos;
        counters.operations.incrementAndGet();
        int unknown = 0;
        int tries = 0;
        String problem = "";
        do {
            if (++tries > REDIRECTS_FAST) {
                LockSupport.parkNanos(TRYAGAIN_PAUSE_NANOS);
            }
            String address = map.owner(slot);
            try {
                Object reply = connection(address).call(command);
                if (reply instanceof RespError ask && ask.code().equals("ASK")) {
                    counters.asked.incrementAndGet();
                    address = absolute(ask.address(), address);
                    reply = asking(address, command);
                }
                if (!(reply instanceof RespError error) || !redirected(slot, address, error)) {
                    return new Answer(reply, unknown, address);
                }
                problem = error.message();
            } catch (IOException e) {
                counters.connectionErrors.incrementAndGet();
                // Refused means not sent; anything else may have reached the server.
                unknown += e instanceof java.net.ConnectException ? 0 : 1;
                problem = address + ": " + e.getMessage();
                counters.trouble(problem);
                drop(address);
                LockSupport.parkNanos(TROUBLE_PAUSE_NANOS);
                refresh();
            }
        } while (System.nanoTime() < deadline);
        counters.givenUp.incrementAndGet();
        return new Answer(new RespError("GIVENUP " + problem), unknown, "");
    }

    private @Nullable Object asking(String address, byte[]... command) throws IOException {
        RespConnection connection = connection(address);
        connection.send(ASKING);
        connection.send(command);
        connection.flush();
        connection.receive();
        return connection.receive();
    }

    /** Whether the error is one that a client handles by asking again. */
    private boolean redirected(int slot, String address, RespError error) {
        switch (error.code()) {
            case "MOVED" -> {
                counters.moved.incrementAndGet();
                map.moved(slot, absolute(error.address(), address));
            }
            case "TRYAGAIN" -> {
                counters.tryAgain.incrementAndGet();
                LockSupport.parkNanos(TRYAGAIN_PAUSE_NANOS);
            }
            case "ASK", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY" -> {
                counters.unavailable.incrementAndGet();
                counters.trouble(address + ": " + error.message());
                LockSupport.parkNanos(TROUBLE_PAUSE_NANOS);
                refresh();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A server that does not know a host name prints {@code :port}: the same host is meant. */
    private static String absolute(String target, String from) {
        return target.startsWith(":") ? from.substring(0, from.lastIndexOf(':')) + target : target;
    }

    private RespConnection connection(String address) throws IOException {
        RespConnection connection = connections.get(address);
        if (connection == null) {
            connection = RespConnection.open(address, SOCKET_TIMEOUT);
            connections.put(address, connection);
        }
        return connection;
    }

    private void drop(String address) {
        RespConnection connection = connections.remove(address);
        if (connection != null) {
            connection.close();
        }
    }

    private void refresh() {
        try {
            map = SlotMap.read(seeds, Duration.ofMillis(200));
        } catch (IOException e) {
            // Nobody answers: the old map is as good as any, and the call's limit ends the trying.
        }
    }

    @Override
    public void close() {
        connections.values().forEach(RespConnection::close);
    }
}
