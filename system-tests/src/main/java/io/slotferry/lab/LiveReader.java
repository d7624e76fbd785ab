package io.slotferry.lab;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the writers wrote, and keys of the loaded keyspace, and checks each answer at once. */
final class LiveReader extends PacedClient {

    private final LiveKeys keys;
    private final @Nullable Keyspace keyspace;
    private final LiveFindings findings;

    LiveReader(
            int index,
            LiveClients.Builder settings,
            PhaseClock phases,
            ClientCounters counters,
            LiveKeys keys,
            LiveFindings findings)
            throws IOException {
        super("live-reader-" + index, settings, phases, counters, settings.seed() * 37 + index);
        this.keys = keys;
        this.keyspace = settings.keyspace();
        this.findings = findings;
    }

    @Override
    void operate() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            read(keys.values, random.nextInt(keys.values.count()));
        } else if (dice < 50) {
            read(keys.counters, random.nextInt(keys.counters.count()));
        } else if (dice < 70 || keyspace == null) {
            readPair(random.nextInt(keys.pairs.count()));
        } else {
            readSample(keyspace.key(random.nextInt(keyspace.keys())));
        }
    }

    private void read(Sequences sequences, int index) {
        long least = sequences.acked(index);
        String key = sequences.key(index);
        ClusterClient.Answer answer = call(sequences.slot(index), "GET", key);
        if (answer.reply() instanceof RespError error) {
            report(key, error);
        } else {
            check(key, least, answer.reply());
        }
    }

    private void readPair(int index) {
        long least = keys.pairs.acked(index);
        String[] pair = keys.pair(index);
        ClusterClient.Answer answer = call(keys.pairs.slot(index), "MGET", pair[0], pair[1]);
        if (answer.reply() instanceof List<?> both) {
            check(pair[0], least, both.get(0));
            check(pair[1], least, both.get(1));
            if (both.get(0) instanceof byte[] a
                    && both.get(1) instanceof byte[] b
                    && LiveKeys.number(a) != LiveKeys.number(b)) {
                findings.lost(pair[0], "MGET saw half of an MSET");
            }
        } else if (answer.reply() instanceof RespError error) {
            report(pair[0], error);
        }
    }

    private void readSample(SampleKey key) {
        ClusterClient.Answer answer = call(key.slot(), key.kind().read(key.name()));
        if (answer.reply() instanceof RespError error) {
            report(key.label(), error);
            return;
        }
        List<String> found = key.kind().comparable(answer.reply());
        if (found.isEmpty()) {
            findings.wrongNil(key.label(), "but it was loaded");
        } else if (!found.equals(key.expected())) {
            findings.lost(key.label(), "has other content than was loaded");
        }
    }

    private void check(String key, long least, @Nullable Object value) {
        if (value instanceof byte[] text) {
            long number = LiveKeys.number(text);
            if (number < least) {
                findings.lost(key, "read " + number + " after " + least + " was acknowledged");
            }
        } else if (least > 0) {
            findings.wrongNil(key, "after " + least + " was acknowledged");
        }
    }

    private void report(String key, RespError error) {
        if (!error.code().equals("GIVENUP")) {
            findings.error(key, error);
        }
    }
}
