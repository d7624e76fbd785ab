package io.slotferry.redis;

import java.util.List;

/** What a person can do about an answer to MIGRATE. The server says what is wrong, but not on which of the two nodes. */
final class Remedy {

    /** How the source hands on what the target answered. */
    private static final String FROM_TARGET = "Target instance replied with error: ";

    /** What the source would answer. */
    static final String WRONGPASS =
            "ERR " + FROM_TARGET + "WRONGPASS invalid username-password pair or user is disabled.";

    private record Cause(String answer, String advice) {}

    private static final List<Cause> CAUSES = List.of(
            new Cause("OOM ", "raise maxmemory on %s or free memory there"),
            new Cause("NOREPLICAS ", "bring back the replicas of %s, or lower min-replicas-to-write there"),
            new Cause("MISCONF ", "%s cannot write to its disk; its log says why"),
            new Cause("BUSY ", "wait for the script that runs on %s, or SCRIPT KILL there"),
            new Cause("LOADING ", "wait until %s has loaded its data"),
            new Cause("CLUSTERDOWN ", "%s sees no majority or a slot without an owner; see ./slotferry diagnose"),
            new Cause("MASTERDOWN ", "%s is a replica that lost its primary; see ./slotferry diagnose"),
            new Cause("NOPERM ", "on %s; ./slotferry acl prints what to grant there"),
            new Cause("ERR unknown command", "on %s; give it its name back (rename-command) and restart that node"),
            new Cause("NOAUTH ", "%s wants a user and a password; give the cluster's configuration those of MIGRATE"),
            new Cause("WRONGPASS ", "%s has other ones than the cluster's configuration gives for MIGRATE"),
            new Cause("ERR DUMP payload", "%s cannot read what the source writes: is it an older version?"),
            new Cause(
                    "ERR Protocol error",
                    "a key is bigger than proto-max-bulk-len or client-query-buffer-limit of %s: raise it there, or split the key"),
            new Cause("ERR Bad data format", "%s cannot read what the source writes: does it lack a module?"));

    private Remedy() {}

    /** The answer, and after it, if it is known, what helps and where. */
    static String added(String answer, Endpoint source, Endpoint target) {
        int at = answer.indexOf(FROM_TARGET);
        String inner = at < 0 ? answer : answer.substring(at + FROM_TARGET.length());
        Endpoint node = at < 0 ? source : target;
        for (Cause cause : CAUSES) {
            if (inner.startsWith(cause.answer)) {
                return answer + " (" + String.format(cause.advice, node) + ")";
            }
        }
        return answer;
    }
}
