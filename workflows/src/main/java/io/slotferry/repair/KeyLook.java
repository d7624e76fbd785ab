package io.slotferry.repair;

import java.util.List;

/** What the commands by hand have to know of keys: their names, and whether two copies are the same. */
public interface KeyLook {

    /**
     * A key.
     *
     * @param database its database; 0 but on Valkey 9 and later
     * @param quoted its name in double quotes, as the servers' own CLI reads it
     */
    record KeyName(int database, String quoted) {}

    /** Names of keys of the slot on the node, at most {@code max} of each database. */
    List<KeyName> keys(String nodeId, int slot, int max);

    /** Whether both nodes hold the key with the same value. */
    boolean same(KeyName key, String nodeId, String otherId);
}
