package io.slotferry.slotmove;

import java.util.Locale;

/**
 * What an answer to MIGRATE, SETSLOT or a connection attempt means for the slot. This is the one place that reads error texts; the texts were seen on Redis 6.2 to 8.0 and Valkey 8.0 to 9.1 (E2, E6, E8, E10).
 */
public enum MigrateReply {
    /** The keys went over. */
    MOVED,
    /** None of the keys was there any more: they expired or were deleted. */
    NO_KEY,
    /** A key is on the target already; it must be compared before anything is overwritten. */
    BUSY_KEY,
    /** The outcome is not known: keys may be on both sides. Never retried with REPLACE. */
    UNKNOWN,
    /** Something that passes: wait with the slot open and safe, then list again. */
    WAIT,
    /** The slot or a node changed under us: look again before doing anything. */
    CHANGED,
    /** Nothing that waiting would mend: park the slot and tell the operator. */
    REFUSED;

    private static final String NO_PASSWORD_THERE = "WITHOUT ANY PASSWORD CONFIGURED";

    /** Reads the text of an error reply, or {@code OK} and {@code NOKEY}. */
    public static MigrateReply of(String text) {
        String reply = text.toUpperCase(Locale.ROOT);
        if (reply.equals("OK")) {
            return MOVED;
        }
        if (reply.startsWith("NOKEY")) {
            return NO_KEY;
        }
        // The target's own error comes wrapped: "ERR Target instance replied with error: OOM command not allowed ..."
        String inner = reply.replaceFirst("^(ERR )?TARGET INSTANCE REPLIED WITH ERROR: ", "");
        if (inner.contains("BUSYKEY")) {
            return BUSY_KEY;
        }
        if (inner.startsWith("IOERR")) {
            return UNKNOWN;
        }
        if (startsWithAny(
                        inner, "NOPERM", "NOAUTH", "WRONGPASS", "ERR DUMP PAYLOAD", "ERR BAD DATA FORMAT", "CROSSSLOT")
                || inner.contains("SYNTAX ERROR")) {
            return REFUSED;
        }
        if (startsWithAny(inner, "OOM", "NOREPLICAS", "BUSY ", "LOADING", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN")
                || inner.startsWith("MISCONF")) {
            return WAIT;
        }
        if (startsWithAny(inner, "MOVED", "ASK ", "READONLY") || inner.contains("SLOT EXPORT IN PROGRESS")) {
            return CHANGED;
        }
        return REFUSED;
    }

    /** Whether the source holds none of the keys any more. */
    public boolean gone() {
        return this == MOVED || this == NO_KEY;
    }

    /** Whether a refusal is about the two nodes and not about one key: every other slot would be refused as well. */
    public static boolean refusesAll(String text) {
        String reply = text.toUpperCase(Locale.ROOT);
        // One that is about a key says "permissions to access".
        boolean commands = reply.contains("NOPERM") && reply.contains("PERMISSIONS TO RUN");
        return of(text) == REFUSED
                && (commands
                        || reply.contains("NOAUTH")
                        || loginFailed(text)
                        || reply.contains("UNKNOWN COMMAND")
                        || reply.contains("DUMP PAYLOAD VERSION"));
    }

    /** Whether source or target serve nobody: some slot has no owner, or its owner is down. */
    public static boolean clusterDown(String text) {
        return text.contains("CLUSTERDOWN");
    }

    /** Whether the target did not take the user and the password. The keys went behind these in one go: over a connection that was logged in before, or as a default user that may do everything, they have arrived, and the source has kept them (measured). */
    public static boolean loginFailed(String text) {
        String reply = text.toUpperCase(Locale.ROOT);
        return reply.contains("WRONGPASS") || reply.contains(NO_PASSWORD_THERE);
    }

    /** Whether an error says that nothing reached the target. */
    public static boolean neverSent(String text) {
        return text.contains("error or timeout connecting to the client");
    }

    /** SETSLOT answers that mean "this was done before": on resume they are success, after the views confirm it. */
    public static boolean alreadyDone(String text) {
        String reply = text.toLowerCase(Locale.ROOT);
        return reply.contains("i'm already the owner of hash slot")
                || reply.contains("i'm not the owner of hash slot")
                || reply.contains("please use setslot only with masters")
                || reply.contains("please use setslot only with primaries");
    }

    private static boolean startsWithAny(String text, String... prefixes) {
        for (String prefix : prefixes) {
            if (text.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
