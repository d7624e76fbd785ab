package io.slotferry.lab;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads every key of stopped live clients and compares it with what they were promised. */
final class LiveReadBack {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<String> addresses;
    private final LiveKeys keys;
    private final LiveFindings findings;
    private long checked;

    LiveReadBack(List<String> addresses, LiveKeys keys, LiveFindings findings) {
        this.addresses = addresses;
        this.keys = keys;
        this.findings = findings;
    }

    /** The number of keys read. */
    long check() {
        try (ClusterClient client = new ClusterClient(addresses, new ClientCounters(), LIMIT)) {
            sequences(client, keys.values);
            sequences(client, keys.counters);
            for (int i = 0; i < keys.pairs.count(); i++) {
                for (String key : keys.pair(i)) {
                    sequence(client, keys.pairs, i, key);
                }
            }
            keys.fresh.forEach(fresh -> fresh(client, fresh));
            return checked;
        } catch (IOException e) {
            throw new LabException("cannot read back what clients wrote: " + e.getMessage(), e);
        }
    }

    private void sequences(ClusterClient client, Sequences sequences) {
        for (int i = 0; i < sequences.count(); i++) {
            sequence(client, sequences, i, sequences.key(i));
        }
    }

    private void sequence(ClusterClient client, Sequences sequences, int index, String key) {
        if (sequences.attempted(index) == 0) {
            return;
        }
        checked++;
        long least = sequences.acked(index);
        Object value = get(client, key);
        if (value instanceof byte[] text) {
            long number = LiveKeys.number(text);
            if (number < least || number > sequences.attempted(index)) {
                findings.lost(
                        key,
                        "holds " + number + " in the end; acknowledged " + least + ", attempted "
                                + sequences.attempted(index));
            }
        } else if (value instanceof RespError error) {
            findings.lost(key, "cannot be read in the end: " + error.message());
        } else if (least > 0) {
            findings.lost(key, "is not there in the end; acknowledged " + least);
        }
    }

    private void fresh(ClusterClient client, FreshKeys fresh) {
        for (int i = 0; i < fresh.count(); i++) {
            String key = fresh.key(i);
            FreshKeys.State state = fresh.state(i);
            if (state == FreshKeys.State.PRESENT) {
                checked++;
                if (!(get(client, key) instanceof byte[] text) || LiveKeys.number(text) != i) {
                    findings.lost(key, "was created and is not there in the end");
                }
            } else if (state == FreshKeys.State.DELETED) {
                checked++;
                if (get(client, key) != null) {
                    findings.lost(key, "was deleted and is there again in the end");
                }
            }
        }
    }

    private static @Nullable Object get(ClusterClient client, String key) {
        return client.call(SlotHash.getSlot(key), RespConnection.bytes("GET", key))
                .reply();
    }
}
