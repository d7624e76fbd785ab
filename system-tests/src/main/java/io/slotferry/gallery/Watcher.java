package io.slotferry.gallery;

import io.slotferry.lab.LabException;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.RespError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that reads every key of a case again and again, follows MOVED and ASK, and counts answers of nil for keys that it had read before. It is led to the real ports, whatever the nodes announce. */
public final class Watcher implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int HOPS_MAX = 8;

    private final Map<String, String> real;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Integer, String> believed = new HashMap<>();
    private final Map<String, RespConnection> connections = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final AtomicLong wrongNil = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong rounds = new AtomicLong();
    private final String first;
    private final Thread thread = new Thread(this::work, "watcher");
    private volatile boolean stopped;
    private volatile String firstWrong = "";
    private String servedBy = "";

    private Watcher(Patient patient, Ledger ledger, Map<String, String> announced) {
        this.real = announced;
        this.first = patient.living().get(0).address();
        for (LabNode node : patient.primaries()) {
            node.slots().stream().forEach(slot -> believed.put(slot, node.address()));
        }
        ledger.entries().forEach(entries::add);
        thread.setDaemon(true);
    }

    /**
     * Starts reading; returns after each key was asked for once.
     *
     * @param announced addresses that nodes announce, each with the address to use instead
     */
    public static Watcher of(Patient patient, Ledger ledger, Map<String, String> announced) {
        Watcher watcher = new Watcher(patient, ledger, announced);
        watcher.thread.start();
        io.slotferry.lab.Await.until(
                "the watcher's first round", Duration.ofSeconds(30), () -> watcher.rounds.get() > 0);
        return watcher;
    }

    /** Keys whose value a client gets that follows MOVED and ASK. */
    public static int readable(Patient patient, Ledger ledger, Map<String, String> announced) {
        try (Watcher watcher = new Watcher(patient, ledger, announced)) {
            return (int) watcher.entries.stream()
                    .filter(entry -> entry.matches(watcher.follow(entry)))
                    .count();
        }
    }

    public long wrongNil() {
        return wrongNil.get();
    }

    /** The first wrong answer in words: which key, and the node that gave it. */
    public String firstWrong() {
        return firstWrong;
    }

    public long reads() {
        return reads.get();
    }

    private void work() {
        while (!stopped) {
            for (int i = 0; i < entries.size() && !stopped; i++) {
                read(entries.get(i));
            }
            rounds.incrementAndGet();
        }
        connections.values().forEach(RespConnection::close);
    }

    private void read(Entry entry) {
        Object reply = follow(entry);
        if (reply instanceof RespError) {
            return;
        }
        reads.incrementAndGet();
        if (entry.matches(reply)) {
            seen.add(entry.name());
        } else if (seen.contains(entry.name())
                && (reply == null || (reply instanceof List<?> list && list.isEmpty()))) {
            wrongNil.incrementAndGet();
            if (firstWrong.isEmpty()) {
                firstWrong = entry.label() + " by " + servedBy;
            }
        }
    }

    /** The answer, or an error when there is none within a few hops. */
    private @Nullable Object follow(Entry entry) {
        String address = believed.getOrDefault(entry.slot(), first);
        boolean asking = false;
        Object reply = new RespError("NONE");
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            try {
                RespConnection connection = connection(address);
                if (asking) {
                    connection.send(Latin.bytes(List.of("ASKING")));
                }
                connection.send(Latin.bytes(entry.read()));
                connection.flush();
                if (asking) {
                    connection.receive();
                }
                reply = connection.receive();
            } catch (IOException | LabException e) {
                connections.remove(address);
                return new RespError("GONE " + e.getMessage());
            }
            if (!(reply instanceof RespError error) || !List.of("MOVED", "ASK").contains(error.code())) {
                servedBy = address + (asking ? " after ASK" : "");
                return reply;
            }
            asking = error.code().equals("ASK");
            String target = error.message().substring(error.message().lastIndexOf(' ') + 1);
            address = real.getOrDefault(target, target);
            if (!asking) {
                believed.put(entry.slot(), address);
            }
        }
        return reply;
    }

    private RespConnection connection(String address) throws IOException {
        RespConnection connection = connections.get(address);
        if (connection == null) {
            connection = RespConnection.open(address, TIMEOUT);
            connections.put(address, connection);
        }
        return connection;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
