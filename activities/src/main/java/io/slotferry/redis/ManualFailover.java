package io.slotferry.redis;

import io.lettuce.core.cluster.SlotHash;
import io.slotferry.contract.SlotRange;

/**
 * Keeps a Redis primary from taking slots once a replica of it has asked to replace it (CLUSTER FAILOVER). NODE on an importer raises its epoch without a vote: a moment after the election it would outrank its heir with a map that it has just lost, nodes that hear of both in that order name it as the owner of the whole shard, and their word makes the heir give up what it won, with its keys (so the logs of chaos seed 20034 on 6.2 are read: 1 of 3 replays, none of 8 since). From the request on the primary holds back commands that write. So one goes ahead of NODE in the same pipeline: a MIGRATE of a key that nobody has, which any owner or importer of the slot answers by itself. Valkey 8 and later hold back SETSLOT too.
 */
final class ManualFailover {

    private static final String NAME = "slotferry-no-such-key-";

    /** For each slot a number that makes {@link #NAME} a key of it. */
    private static final int[] NUMBERS = numbers();

    private ManualFailover() {}

    static Request gate(int slot) {
        return Request.of("MIGRATE", "127.0.0.1", 1, NAME + NUMBERS[slot], 0, 1);
    }

    private static int[] numbers() {
        int[] numbers = new int[SlotRange.SLOT_COUNT];
        int found = 0;
        for (int number = 1; found < numbers.length; number++) {
            int slot = SlotHash.getSlot(NAME + number);
            if (numbers[slot] == 0) {
                numbers[slot] = number;
                found++;
            }
        }
        return numbers;
    }
}
