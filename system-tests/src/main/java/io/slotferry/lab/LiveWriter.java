package io.slotferry.lab;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;

/** Writes keys that no other client writes, so that it knows what each must hold. */
final class LiveWriter extends PacedClient {

    private final int index;
    private final int writers;
    private final LiveKeys keys;
    private final FreshKeys fresh;
    private final LiveFindings findings;

    LiveWriter(
            int index,
            LiveClients.Builder settings,
            PhaseClock phases,
            ClientCounters counters,
            LiveKeys keys,
            LiveFindings findings)
            throws IOException {
        super("live-writer-" + index, settings, phases, counters, settings.seed() * 31 + index);
        this.index = index;
        this.writers = settings.writers();
        this.keys = keys;
        this.fresh = keys.fresh.get(index);
        this.findings = findings;
    }

    @Override
    void operate() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            set(own(keys.values));
        } else if (dice < 60) {
            increment(own(keys.counters));
        } else if (dice < 80) {
            setPair(own(keys.pairs));
        } else if (dice < 95) {
            create();
        } else {
            delete();
        }
    }

    private int own(Sequences sequences) {
        return random.nextInt(sequences.count() / writers) * writers + index;
    }

    private void set(int key) {
        Sequences values = keys.values;
        if (values.retired(key)) {
            return;
        }
        long value = values.attempted(key) + 1;
        values.attempt(key, value);
        settle(values, key, value, call(values.slot(key), "SET", values.key(key), LiveKeys.value(value)));
    }

    private void setPair(int key) {
        Sequences pairs = keys.pairs;
        if (pairs.retired(key)) {
            return;
        }
        long value = pairs.attempted(key) + 1;
        pairs.attempt(key, value);
        String[] pair = keys.pair(key);
        String text = LiveKeys.value(value);
        settle(pairs, key, value, call(pairs.slot(key), "MSET", pair[0], text, pair[1], text));
    }

    private void settle(Sequences sequences, int key, long value, ClusterClient.Answer answer) {
        if (!answer.failed()) {
            sequences.ack(key, value);
        }
        if (answer.failed() || answer.unknown() > 0) {
            sequences.retire(key);
        }
        report(sequences.key(key), answer);
    }

    private void increment(int key) {
        Sequences counters = keys.counters;
        if (counters.retired(key)) {
            return;
        }
        long expected = counters.acked(key) + 1;
        counters.attempt(key, expected);
        ClusterClient.Answer answer = call(counters.slot(key), "INCR", counters.key(key));
        if (answer.reply() instanceof Long got) {
            if (got < expected || got > expected + answer.unknown()) {
                findings.lost(counters.key(key), "INCR answered " + got + " instead of " + expected);
            }
            counters.attempt(key, Math.max(got, expected + answer.unknown()));
            counters.ack(key, got);
        } else {
            counters.attempt(key, expected + answer.unknown());
        }
        if (answer.failed() || answer.unknown() > 0) {
            counters.retire(key);
        }
        report(counters.key(key), answer);
    }

    private void create() {
        int key = fresh.next();
        if (key < 0) {
            return;
        }
        String name = fresh.key(key);
        ClusterClient.Answer answer = call(SlotHash.getSlot(name), "SET", name, LiveKeys.value(key));
        // An unanswered SET may be executed late, even after a DEL: such a key proves nothing.
        boolean sure = !answer.failed() && answer.unknown() == 0;
        fresh.state(key, sure ? FreshKeys.State.PRESENT : FreshKeys.State.UNKNOWN);
        report(name, answer);
    }

    private void delete() {
        if (fresh.count() == 0) {
            return;
        }
        int key = random.nextInt(fresh.count());
        if (fresh.state(key) != FreshKeys.State.PRESENT) {
            return;
        }
        String name = fresh.key(key);
        ClusterClient.Answer answer = call(SlotHash.getSlot(name), "DEL", name);
        boolean sure = !answer.failed() && answer.unknown() == 0;
        if (sure && !Long.valueOf(1).equals(answer.reply())) {
            findings.lost(name, "DEL did not find it");
        }
        fresh.state(key, sure ? FreshKeys.State.DELETED : FreshKeys.State.UNKNOWN);
        report(name, answer);
    }

    private void report(String key, ClusterClient.Answer answer) {
        if (answer.reply() instanceof RespError error && !error.code().equals("GIVENUP")) {
            findings.error(key, error);
        }
    }
}
