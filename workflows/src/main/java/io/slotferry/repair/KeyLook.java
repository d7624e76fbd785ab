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

    /** What two copies of a key are to each other. */
    enum Copies {
        EQUAL,
        DIFFERENT,
        /** One of the nodes does not show its copy now: it has no mark that lets it answer for the slot. */
        UNSEEN
    }

    /** Compares the key's values on both nodes. */
    Copies compare(KeyName key, String nodeId, String otherId);
}
