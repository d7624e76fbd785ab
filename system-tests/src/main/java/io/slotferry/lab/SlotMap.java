package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Which node owns which slot, as a client believes. Changes when a server says MOVED. */
final class SlotMap {

    private static final int SLOTS = 16_384;

    private final String[] owners;

    private SlotMap(String[] owners) {
        this.owners = owners;
    }

    /** Asks the addresses one after another. */
    static SlotMap read(List<String> addresses, Duration timeout) throws IOException {
        IOException last = new IOException("no addresses");
        for (String address : addresses) {
            try (RespConnection connection = RespConnection.open(address, timeout)) {
                String[] owners = new String[SLOTS];
                Arrays.fill(owners, address);
                for (NodeLine line : NodeLine.parse(connection.text("CLUSTER", "NODES"))) {
                    line.slots().stream().forEach(slot -> owners[slot] = line.address());
                }
                return new SlotMap(owners);
            } catch (LabException | IOException e) {
                last = new IOException(address + ": " + e.getMessage(), e);
            }
        }
        throw last;
    }

    String owner(int slot) {
        return Objects.requireNonNull(owners[slot]);
    }

    void moved(int slot, String address) {
        owners[slot] = address;
    }
}
