package io.slotferry.lab;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.time.Duration;

/** Many keys in the lowest slots of one node, the same ones each time: for measuring, not for checking, so nothing is remembered. */
public final class Filling {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int WINDOW = 512;

    private Filling() {}

    /**
     * Writes the keys.
     *
     * @param slotsBelow keys are made for the slots from 0 up to this one, exclusive; all of them belong to the node
     */
    public static void fill(LabNode node, FillKind kind, int keys, int slotsBelow) {
        try (RespConnection connection = RespConnection.open(node.address(), TIMEOUT)) {
            int inFlight = 0;
            int made = 0;
            for (int number = 0; made < keys; number++) {
                String key = "key:" + number;
                if (SlotHash.getSlot(key) < slotsBelow) {
                    connection.send(kind.write(key, made));
                    made++;
                    inFlight++;
                }
                if (inFlight == WINDOW) {
                    drain(connection, inFlight);
                    inFlight = 0;
                }
            }
            drain(connection, inFlight);
        } catch (IOException e) {
            throw new LabException("loading keys: " + e.getMessage(), e);
        }
    }

    /** A name of a key that hashes to the slot. */
    public static String keyOf(int slot) {
        int number = 0;
        while (SlotHash.getSlot("probe:" + number) != slot) {
            number++;
        }
        return "probe:" + number;
    }

    private static void drain(RespConnection connection, int inFlight) throws IOException {
        connection.flush();
        for (int i = 0; i < inFlight; i++) {
            if (connection.receive() instanceof RespError error) {
                throw new LabException("loading keys: " + error.message());
            }
        }
    }
}
