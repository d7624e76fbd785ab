package io.slotferry.lab;

import io.lettuce.core.cluster.SlotHash;
import java.util.List;

/**
 * One key of a {@link Keyspace}: how it is written and what must come back.
 *
 * @param writes commands that create it
 * @param expected its content as {@link SampleKind#comparable} shows it
 * @param ttlMs the time to live it was given; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a name is bytes
record SampleKey(SampleKind kind, byte[] name, List<byte[][]> writes, List<String> expected, long ttlMs) {

    int slot() {
        return SlotHash.getSlot(name);
    }

    String label() {
        return RespConnection.string(name).replaceAll("[^ -~]", "?");
    }
}
