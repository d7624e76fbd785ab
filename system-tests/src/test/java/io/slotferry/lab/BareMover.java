package io.slotferry.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Moves slots one after another with nothing but the protocol: enough to see whether the live clients notice what they should. */
final class BareMover {

    private final LocalCluster cluster;

    BareMover(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Opens all slots, moves their keys, and closes them.
     *
     * @param whileOpen runs when about half of the slots are drained, so that clients meet ASK, and TRYAGAIN for pairs of which no key is there yet
     */
    void move(LabNode source, LabNode target, List<Integer> slots, Runnable whileOpen) throws IOException {
        try (RespConnection from = cluster.connect(source);
                RespConnection to = cluster.connect(target)) {
            for (int slot : slots) {
                to.text("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", source.id());
                from.text("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", target.id());
            }
            for (int i = 0; i < slots.size(); i++) {
                if (i == slots.size() / 2) {
                    whileOpen.run();
                }
                drain(from, target, "" + slots.get(i));
            }
            for (int slot : slots) {
                // A client may have created a key here through the source before it was drained, never after: ASK sends
                // it over.
                drain(from, target, "" + slot);
                to.text("CLUSTER", "SETSLOT", "" + slot, "NODE", target.id());
                from.text("CLUSTER", "SETSLOT", "" + slot, "NODE", target.id());
            }
        }
    }

    private static void drain(RespConnection from, LabNode target, String slot) throws IOException {
        while (from.call("CLUSTER", "GETKEYSINSLOT", slot, "100") instanceof List<?> keys && !keys.isEmpty()) {
            List<byte[]> words = new ArrayList<>(
                    List.of(RespConnection.bytes("MIGRATE", "127.0.0.1", "" + target.port(), "", "0", "1000", "KEYS")));
            keys.forEach(key -> words.add((byte[]) key));
            if (from.call(words.toArray(byte[][]::new)) instanceof RespError error) {
                throw new LabException(error.message());
            }
        }
    }
}
