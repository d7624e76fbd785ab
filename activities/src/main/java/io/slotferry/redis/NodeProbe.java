package io.slotferry.redis;

import io.slotferry.topology.ClusterView;
import io.slotferry.topology.NodeObservation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything we want to know of one node, in one pipeline. */
final class NodeProbe {

    private static final long TIMEOUT_MS = 3_000;

    private static final List<String> CONFIGS = List.of(
            "cluster-node-timeout",
            "cluster-require-full-coverage",
            "cluster-allow-replica-migration",
            "cluster-migration-barrier",
            "maxmemory",
            "maxmemory-policy",
            "min-replicas-to-write",
            "appendonly",
            "save",
            "tls-cluster");

    /** Calls that change nothing and show whether the user may run the command: a refusal of ACL comes before any other. */
    private static final Map<String, Request> RIGHTS = rights();

    private final NodeLink link;

    NodeProbe(NodeLink link) {
        this.link = link;
    }

    static ClusterView view(NodeLink link) {
        Reply nodes = link.call(TIMEOUT_MS, "CLUSTER", "NODES");
        if (nodes.failed()) {
            throw new NodeException(
                    nodes.text().contains("cluster support disabled")
                            ? link.endpoint() + " is a server without cluster mode; name a node of a cluster"
                            : link.endpoint() + " answers CLUSTER NODES with: " + nodes.text());
        }
        return ClusterObserver.parse(nodes);
    }

    NodeObservation observe(String address) {
        List<Request> requests = new ArrayList<>(List.of(
                Request.of("CLUSTER", "INFO"),
                Request.of("INFO"),
                Request.of("FUNCTION", "LIST", "WITHCODE"),
                Request.of("CLUSTER", "GETSLOTMIGRATIONS")));
        CONFIGS.forEach(name -> requests.add(Request.of("CONFIG", "GET", name)));
        requests.addAll(RIGHTS.values());
        ClusterView view = view(link);
        List<Reply> replies = link.pipeline(requests, TIMEOUT_MS);
        return new NodeObservation(
                address,
                null,
                view,
                NodeFacts.info(replies.get(0).text()),
                replies.get(1).ok() ? NodeFacts.info(replies.get(1).text()) : Map.of(),
                configs(replies.subList(4, 4 + CONFIGS.size())),
                functions(replies.get(2)),
                missingRights(replies.subList(4 + CONFIGS.size(), replies.size())),
                nativeMigrations(replies.get(3)));
    }

    private static Map<String, Request> rights() {
        Map<String, Request> rights = new LinkedHashMap<>();
        // Slot 16384 does not exist: whoever may run SETSLOT is told so, and nothing changes.
        rights.put("+cluster|setslot", Request.of("CLUSTER", "SETSLOT", "16384", "STABLE"));
        rights.put("+cluster|getkeysinslot", Request.of("CLUSTER", "GETKEYSINSLOT", "0", "0"));
        rights.put("+cluster|countkeysinslot", Request.of("CLUSTER", "COUNTKEYSINSLOT", "0"));
        rights.put("+cluster|myid", Request.of("CLUSTER", "MYID"));
        rights.put("+migrate ~*", Request.of("MIGRATE", "127.0.0.1", "1", "slotferry-no-such-key", "0", "1"));
        rights.put("+memory|usage ~*", Request.of("MEMORY", "USAGE", "slotferry-no-such-key"));
        rights.put("+dump ~*", Request.of("DUMP", "slotferry-no-such-key"));
        rights.put("+asking", Request.of("ASKING"));
        rights.put("+info", Request.of("INFO", "server"));
        rights.put("+client|list", Request.of("CLIENT", "LIST"));
        // An id that no client ever has. Not 0: Redis 6.2 takes that for "no filter" and disconnects everybody.
        rights.put("+client|kill", Request.of("CLIENT", "KILL", "ID", Long.toString(Long.MAX_VALUE)));
        return rights;
    }

    private static List<String> missingRights(List<Reply> replies) {
        List<String> missing = new ArrayList<>();
        int i = 0;
        for (String right : RIGHTS.keySet()) {
            if (replies.get(i++).text().toUpperCase(Locale.ROOT).startsWith("NOPERM")) {
                missing.add(right);
            }
        }
        return missing;
    }

    private static Map<String, String> configs(List<Reply> replies) {
        Map<String, String> configs = new LinkedHashMap<>();
        for (Reply reply : replies) {
            List<Object> pair = reply.list();
            if (pair.size() >= 2) {
                configs.put(text(pair.get(0)), text(pair.get(1)));
            }
        }
        return configs;
    }

    private static List<String> functions(Reply reply) {
        List<String> functions = new ArrayList<>();
        for (Object library : reply.list()) {
            Map<String, Object> fields = fields(library);
            functions.add(text(fields.get("library_name")) + " " + digest(text(fields.get("library_code"))));
        }
        Collections.sort(functions);
        return functions;
    }

    private static List<String> nativeMigrations(Reply reply) {
        List<String> running = new ArrayList<>();
        for (Object job : reply.list()) {
            Map<String, Object> fields = fields(job);
            String state = text(fields.get("state"));
            if (!List.of("success", "failed", "cancelled", "canceled").contains(state.toLowerCase(Locale.ROOT))) {
                running.add(text(fields.get("operation")) + " " + text(fields.get("slot_ranges")) + " " + state);
            }
        }
        return running;
    }

    private static Map<String, Object> fields(Object flat) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<?> words = flat instanceof List<?> list ? list : List.of();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            fields.put(text(words.get(i)), words.get(i + 1));
        }
        return fields;
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(NodeProbe::text)
                    .reduce((a, b) -> a + " " + b)
                    .orElse("");
        }
        return new Reply(value, null).text();
    }

    private static String digest(String code) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
