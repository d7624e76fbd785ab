package io.slotferry.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node is, read when we connect to it.
 *
 * @param id its node id: checked against the one we meant
 * @param runId changes at every start of the process and at every promotion
 * @param valkey8 whether SETSLOT is replicated and takes TIMEOUT (Valkey 8 and later, E10)
 * @param tlsClusterConfig tls-cluster as it is set; empty where we may not read it
 * @param nodeTimeoutMs cluster-node-timeout; the server's default where we may not read it
 */
record NodeFacts(String id, String runId, boolean valkey8, long nodeTimeoutMs, String tlsClusterConfig) {

    private static final long TIMEOUT_MS = 2_000;
    private static final String NO_ANSWER = "errorstat_IOERR";

    /** Smallest time after which peers call a silent node failing, assumed where CONFIG GET is not allowed: the cautious end. */
    private static final long NODE_TIMEOUT_ASSUMED_MS = 2_000;

    static NodeFacts read(NodeLink link) {
        List<Reply> replies = link.pipeline(
                List.of(
                        Request.of("CLUSTER", "MYID"),
                        Request.of("INFO", "server"),
                        Request.of("CONFIG", "GET", "cluster-node-timeout"),
                        Request.of("CONFIG", "GET", "tls-cluster"),
                        Request.of("INFO", "replication")),
                TIMEOUT_MS);
        if (replies.get(0).failed()) {
            throw Refusal.of(
                    link.endpoint(), link.user(), "CLUSTER MYID", replies.get(0).text());
        }
        Map<String, String> info = info(replies.get(1).text());
        info.putAll(info(replies.get(4).text()));
        String valkey = info.getOrDefault("valkey_version", "");
        boolean valkey8 = !valkey.isEmpty() && Integer.parseInt(valkey.split("\\.")[0]) >= 8;
        List<Object> config = replies.get(2).list();
        long nodeTimeout =
                config.size() == 2 ? Long.parseLong(new Reply(config.get(1), null).text()) : NODE_TIMEOUT_ASSUMED_MS;
        return new NodeFacts(replies.get(0).text(), runId(info), valkey8, nodeTimeout, value(replies.get(3)));
    }

    /** By INFO: a process that was demoted and promoted again has the same run_id and a new replication id. Empty if it does not tell. */
    static String runId(Map<String, String> info) {
        String run = info.getOrDefault("run_id", "");
        return run.isEmpty() ? "" : run + "/" + info.getOrDefault("master_replid", "");
    }

    /** Whether the node speaks TLS to other nodes; {@code otherwise} where it does not tell. */
    boolean tlsCluster(boolean otherwise) {
        return tlsClusterConfig.isEmpty() ? otherwise : tlsClusterConfig.equals("yes");
    }

    /** A setting as CONFIG GET gives it now; empty where we may not read it or the server does not know it. */
    static String config(NodeLink link, String setting) {
        return value(link.call(TIMEOUT_MS, "CONFIG", "GET", setting));
    }

    private static String value(Reply config) {
        return config.list().size() == 2 ? new Reply(config.list().get(1), null).text() : "";
    }

    /** Parses INFO and CLUSTER INFO: {@code key:value} lines. */
    static Map<String, String> info(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        return fields;
    }

    /** Whether this primary was promoted since it was started, or read from its file that it once was. */
    static boolean wasReplica(NodeLink primary) {
        String offset =
                info(primary.call(TIMEOUT_MS, "INFO", "replication").text()).getOrDefault("second_repl_offset", "-1");
        return !offset.equals("-1");
    }

    /** Whether a MIGRATE of this source ended without an answer since it was started. */
    static boolean metNoAnswer(NodeLink source) {
        return info(source.call(TIMEOUT_MS, "INFO", "errorstats").text()).containsKey(NO_ANSWER);
    }

    /** Databases that hold keys, from INFO keyspace; always at least database 0. */
    static List<Integer> databases(String keyspace) {
        List<Integer> databases = new ArrayList<>(List.of(0));
        for (String key : info(keyspace).keySet()) {
            if (key.matches("db[1-9]\\d*")) {
                databases.add(Integer.parseInt(key.substring(2)));
            }
        }
        return databases;
    }
}
