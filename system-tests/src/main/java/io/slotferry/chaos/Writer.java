package io.slotferry.chaos;

import io.slotferry.lab.ClusterClient;
import io.slotferry.lab.RespError;
import io.slotferry.lab.SlotTags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One client that writes, deletes, renames and expires keys of its own while slots move, and notes every acknowledgement. */
final class Writer extends Thread {

    private static final Duration CALL_LIMIT = Duration.ofMillis(2_500);
    private static final long INTERVAL_NANOS = Duration.ofMillis(4).toNanos();
    /** Keys that expire do so after this at the latest. */
    static final Duration TTL_MAX = Duration.ofMillis(350);

    private static final int KEYS = 120;
    /** Retired keys are replaced; more than this are not made. */
    private static final int KEYS_MAX = 3_000;

    private final int index;
    private final Ledger ledger;
    private final List<Integer> slots;
    private final Random random;
    private final ClusterClient client;
    private final List<LedgerKey> keys = new ArrayList<>();
    private int made;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    /**
     * @param slots that move: most keys are in these
     */
    Writer(int index, Ledger ledger, List<Integer> slots, List<String> addresses, long seed) throws IOException {
        super("chaos-writer-" + index);
        setDaemon(true);
        this.index = index;
        this.ledger = ledger;
        this.slots = slots;
        this.random = new Random(seed * 31 + index);
        this.client = new ClusterClient(addresses, CALL_LIMIT);
        for (int i = 0; i < KEYS; i++) {
            keys.add(newKey());
        }
    }

    private LedgerKey newKey() {
        int slot = random.nextInt(5) > 0 ? slots.get(random.nextInt(slots.size())) : random.nextInt(16_384);
        return ledger.newKey("{" + SlotTags.of(slot) + "}chaos:" + index + ":" + made++, slot);
    }

    @Override
    public void run() {
        try (client) {
            while (!stopping) {
                LockSupport.parkNanos(INTERVAL_NANOS);
                operate();
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void operate() {
        int at = random.nextInt(keys.size());
        LedgerKey key = keys.get(at);
        if (key.retired()) {
            if (made < KEYS_MAX) {
                keys.set(at, newKey());
            }
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 55) {
            set(key);
        } else if (dice < 75) {
            read(key);
        } else if (dice < 85) {
            delete(key);
        } else if (dice < 93) {
            setExpiring(key);
        } else {
            rename(at, key);
        }
    }

    private void set(LedgerKey key) {
        long value = ledger.values.incrementAndGet();
        settle(key, value, value, call(key, "SET", key.name, text(value)));
    }

    private void delete(LedgerKey key) {
        settle(key, Write.NONE, Write.NONE, call(key, "DEL", key.name));
    }

    /** It counts as gone at once; until it is, reads are not checked. */
    private void setExpiring(LedgerKey key) {
        long value = ledger.values.incrementAndGet();
        String ttlMs = Long.toString(TTL_MAX.toMillis() - random.nextInt(300));
        settle(key, Write.NONE, value, call(key, "SET", key.name, text(value), "PX", ttlMs));
        // Whoever writes it next cannot know what it holds: it is left to expire.
        key.retire();
    }

    private void rename(int at, LedgerKey key) {
        long value = key.expected();
        if (value == Write.NONE) {
            return;
        }
        LedgerKey to = ledger.newKey(key.name + "'" + made++, key.slot);
        ClusterClient.Answer answer = call(key, "RENAME", key.name, to.name);
        if (!answer.failed()) {
            ack(key, Write.NONE, answer);
            ack(to, value, answer);
            // A second, late RENAME finds no such key: it does nothing.
            keys.set(at, to);
            key.retire();
        } else if (answer.reply() instanceof RespError error && error.message().contains("no such key")) {
            if (answer.unknown() == 0) {
                ledger.wrongRead(key.name + ": RENAME says there is no such key, but " + value + " was acknowledged");
            }
            to.retire(value);
            key.retire(Write.NONE);
        } else {
            doubt(key, Write.NONE, answer);
            doubt(to, value, answer);
        }
        if (to.retired() || answer.unknown() > 0) {
            key.retire();
            to.retire();
        }
    }

    private void read(LedgerKey key) {
        long expected = key.expected();
        ClusterClient.Answer answer = call(key, "GET", key.name);
        if (!answer.failed() && Ledger.number(answer.reply()) != expected) {
            ledger.wrongRead(key.name + " (slot " + key.slot + "): " + answer.node() + " said "
                    + Ledger.number(answer.reply()) + " after " + expected + " was acknowledged, at " + Clock.nowMs());
        }
    }

    /**
     * @param meant what the key holds in the end if the write was executed
     * @param value what it may hold in between
     */
    private void settle(LedgerKey key, long meant, long value, ClusterClient.Answer answer) {
        if (answer.failed()) {
            doubt(key, value, answer);
            if (answer.unknown() > 0) {
                key.retire(meant);
            }
            return;
        }
        ack(key, meant, answer);
        if (answer.unknown() > 0) {
            key.retire(value);
        }
    }

    private void ack(LedgerKey key, long value, ClusterClient.Answer answer) {
        ledger.acked.incrementAndGet();
        key.acked(new Write(value, System.nanoTime(), answer.node()));
    }

    private static void doubt(LedgerKey key, long value, ClusterClient.Answer answer) {
        if (answer.unknown() > 0) {
            key.retire(value);
        }
    }

    private ClusterClient.Answer call(LedgerKey key, String... words) {
        return client.call(key.slot, words(words));
    }

    private static String text(long value) {
        return value + ":" + "x".repeat((int) (value % 7) * 40);
    }

    static byte[][] words(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        return bytes;
    }

    void end() {
        stopping = true;
    }

    void await() throws InterruptedException {
        join(10_000);
        if (isAlive()) {
            throw new IllegalStateException(getName() + " does not stop");
        }
        if (failure != null) {
            throw failure;
        }
    }
}
