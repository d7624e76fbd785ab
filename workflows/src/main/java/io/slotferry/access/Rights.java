package io.slotferry.access;

import io.slotferry.topology.ServerVersion;
import io.slotferry.topology.ServerVersion.Family;
import java.util.ArrayList;
import java.util.List;

/** Everything that Slotferry runs on a server, and nothing else: the minimal ACL is made from it, and the pre-check goes through it. */
public final class Rights {

    private static final String NO_KEY = "slotferry-no-such-key";

    /** In a cluster the keys of a slot can have any name. */
    private static final String ALL_KEYS = " ~*";

    private Rights() {}

    /** For the user that the worker logs in with, on every node, replicas too: each may be a primary tomorrow. */
    public static List<Right> ofWorker(ServerVersion version) {
        List<Right> rights = new ArrayList<>(List.of(
                Right.of("+ping", "PING"),
                Right.of("+info", "INFO", "server"),
                Right.of("+dbsize", "DBSIZE"),
                Right.of("+cluster|nodes", "CLUSTER", "NODES"),
                Right.of("+cluster|info", "CLUSTER", "INFO"),
                Right.of("+cluster|myid", "CLUSTER", "MYID"),
                Right.of("+cluster|countkeysinslot", "CLUSTER", "COUNTKEYSINSLOT", "0"),
                Right.of("+cluster|getkeysinslot", "CLUSTER", "GETKEYSINSLOT", "0", "0"),
                // Slot 16384 does not exist: whoever may run SETSLOT is told so, and nothing changes.
                Right.of("+cluster|setslot", "CLUSTER", "SETSLOT", "16384", "STABLE"),
                Right.of("+config|get", "CONFIG", "GET", "cluster-node-timeout"),
                Right.of("+client|id", "CLIENT", "ID"),
                Right.of("+client|list", "CLIENT", "LIST"),
                Right.of("+client|setname", "CLIENT", "SETNAME", "slotferry:none:look:check"),
                // An id that no client ever has. Not 0: Redis 6.2 takes that for "no filter" and disconnects everybody.
                Right.of("+client|kill", "CLIENT", "KILL", "ID", Long.toString(Long.MAX_VALUE)),
                Right.of("+migrate" + ALL_KEYS, "MIGRATE", "127.0.0.1", "1", NO_KEY, "0", "1"),
                Right.of("+dump" + ALL_KEYS, "DUMP", NO_KEY),
                Right.of("+pttl" + ALL_KEYS, "PTTL", NO_KEY),
                Right.of("+memory|usage" + ALL_KEYS, "MEMORY", "USAGE", NO_KEY),
                Right.of("+asking", "ASKING")));
        if (version.atLeast(7, 0)) {
            rights.add(Right.of("+function|list", "FUNCTION", "LIST"));
            rights.add(Right.of("+cluster|shards", "CLUSTER", "SHARDS"));
        }
        if (version.valkey8()) {
            // Behind SETSLOT NODE, so that a failover of the source in that moment does not win the slot back.
            rights.add(Right.onlyAsked("+cluster|bumpepoch", "CLUSTER", "BUMPEPOCH"));
            // The replicas of a target keep a mark beside NODE: it waits until NODE lets it go.
            rights.add(Right.of("+wait", "WAIT", "0", "1"));
            rights.add(Right.of("+client|unblock", "CLIENT", "UNBLOCK", Long.toString(Long.MAX_VALUE)));
        }
        if (hasNativeMigrations(version)) {
            rights.add(Right.of("+cluster|getslotmigrations", "CLUSTER", "GETSLOTMIGRATIONS"));
            // Valkey 9 has several databases in a cluster; MIGRATE reads from the selected one.
            rights.add(Right.of("+select", "SELECT", "0"));
        }
        return List.copyOf(rights);
    }

    /** What the worker's user needs besides where the servers move the slots themselves (engine atomic). */
    public static List<Right> ofNative() {
        return List.of(
                // With as many words as it takes: whoever asks for fewer is told only that.
                Right.onlyAsked(
                        "+cluster|migrateslots", "CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", "0", "0", "NODE", "nobody"),
                Right.onlyAsked("+cluster|cancelslotmigrations", "CLUSTER", "CANCELSLOTMIGRATIONS"));
    }

    /** For the user that MIGRATE shows to the target with AUTH2: what the source sends there in its name. */
    public static List<Right> ofMigrate() {
        return List.of(
                Right.of("+select", "SELECT", "0"),
                Right.of("+restore-asking" + ALL_KEYS, "RESTORE-ASKING", NO_KEY, "0", "no-payload"));
    }

    /** Grants that a repair may need beyond a move; what changes anything is used only with the operator's word or where nothing can be lost. */
    static List<String> ofRepair() {
        return List.of(
                "+cluster|bumpepoch",
                "+cluster|delslots",
                "+cluster|failover",
                "+cluster|meet",
                "+del" + ALL_KEYS,
                // Two copies with different dumps may still have the same value: these tell.
                "+type" + ALL_KEYS,
                "+get" + ALL_KEYS,
                "+lrange" + ALL_KEYS,
                "+smembers" + ALL_KEYS,
                "+zrange" + ALL_KEYS,
                "+hgetall" + ALL_KEYS);
    }

    /** Asks the server what a user may do, instead of trying: good to have, not needed. From 7.0 on. */
    public static boolean hasDryRun(ServerVersion version) {
        return version.atLeast(7, 0);
    }

    /** Valkey moves slots itself from 9.0 on, and tells of it. */
    public static boolean hasNativeMigrations(ServerVersion version) {
        return version.family() == Family.VALKEY && version.atLeast(9, 0);
    }
}
