package io.slotferry.chaos;

import io.slotferry.lab.ClusterClient;
import io.slotferry.lab.RespError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Everything clients were promised in one run. */
final class Ledger {

    private static final Duration READ_LIMIT = Duration.ofSeconds(5);
    private static final int UNREADABLE_MAX = 3;
    private static final int WRONG_READS_MAX = 50;

    final AtomicLong values = new AtomicLong();
    final AtomicLong acked = new AtomicLong();
    private final Queue<LedgerKey> keys = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrongReads = new ConcurrentLinkedQueue<>();

    /** A key that holds something else than was acknowledged. */
    record Difference(LedgerKey key, long found, List<Write> lost) {}

    LedgerKey newKey(String name, int slot) {
        LedgerKey key = new LedgerKey(name, slot);
        keys.add(key);
        return key;
    }

    /** A read under way that did not find what had been acknowledged; what is found in the end counts more. */
    void wrongRead(String how) {
        if (wrongReads.size() < WRONG_READS_MAX) {
            wrongReads.add(how);
        }
    }

    List<String> wrongReads() {
        return List.copyOf(wrongReads);
    }

    int keyCount() {
        return keys.size();
    }

    /**
     * Reads every key as a client does. Writers have stopped.
     *
     * @param unreadable gets keys that no node wants to serve; after a few of them the reading ends
     */
    List<Difference> differences(List<String> addresses, List<String> unreadable) throws IOException {
        List<Difference> found = new ArrayList<>();
        try (ClusterClient client = new ClusterClient(addresses, READ_LIMIT)) {
            for (LedgerKey key : keys) {
                Object reply =
                        client.call(key.slot, Writer.words("GET", key.name)).reply();
                if (reply instanceof RespError error) {
                    unreadable.add("slot " + key.slot + ": " + key.name + " cannot be read: " + error.message());
                    if (unreadable.size() >= UNREADABLE_MAX) {
                        break;
                    }
                    continue;
                }
                long value = number(reply);
                if (!key.mayHold(value)) {
                    found.add(new Difference(key, value, key.lostBy(value)));
                }
            }
        }
        return found;
    }

    static long number(@Nullable Object reply) {
        return reply instanceof byte[] bytes
                ? Long.parseLong(new String(bytes, StandardCharsets.ISO_8859_1).split(":", 2)[0])
                : Write.NONE;
    }
}
