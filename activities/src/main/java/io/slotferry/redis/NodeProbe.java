package io.slotferry.redis;

import io.slotferry.access.Rights;
import io.slotferry.topology.ClusterView;
import io.slotferry.topology.NodeObservation;
import io.slotferry.topology.ServerVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything we want to know of one node, in one pipeline. */
final class NodeProbe {

    private static final long TIMEOUT_MS = 3_000;

    private static final List<String> CONFIGS = List.of(
            "cluster-node-timeout",
            "cluster-require-full-coverage",
            "cluster-allow-replica-migration",
            "cluster-migration-barrier",
            "cluster-databases",
            "maxmemory",
            "maxmemory-policy",
            "min-replicas-to-write",
            "appendonly",
            "save",
            "stop-writes-on-bgsave-error",
            "tls-cluster");

    private final NodeLink link;
    private final RightsCheck rights;

    NodeProbe(NodeLink link, RightsCheck rights) {
        this.link = link;
        this.rights = rights;
    }

    static ClusterView view(NodeLink link) {
        Reply nodes = link.call(TIMEOUT_MS, "CLUSTER", "NODES");
        if (nodes.failed()) {
            throw nodes.text().contains("cluster support disabled")
                    ? new NodeException(link.endpoint() + " is a server without cluster mode; name a node of a cluster")
                    : Refusal.of(link.endpoint(), link.user(), "CLUSTER NODES", nodes.text());
        }
        return ClusterObserver.parse(nodes);
    }

    NodeObservation observe(Endpoint announced) {
        ClusterView view = view(link);
        Reply told = link.call(TIMEOUT_MS, "INFO");
        if (told.failed()) {
            // It tells which databases have keys: without it a node that holds some would look empty.
            throw Refusal.of(link.endpoint(), link.user(), "INFO", told.text());
        }
        Map<String, String> info = NodeFacts.info(told.text());
        ServerVersion version = ServerVersion.of(info).orElse(RightsCheck.OLDEST);
        List<Request> requests = new ArrayList<>(List.of(Request.of("CLUSTER", "INFO")));
        // A command that a server does not have would be refused to a user with few rights, and be noted as an attack.
        requests.add(
                version.atLeast(7, 0) ? Request.of("FUNCTION", "LIST", "WITHCODE") : Request.of("CLUSTER", "MYID"));
        requests.add(
                Rights.hasNativeMigrations(version)
                        ? Request.of("CLUSTER", "GETSLOTMIGRATIONS")
                        : Request.of("CLUSTER", "MYID"));
        CONFIGS.forEach(name -> requests.add(Request.of("CONFIG", "GET", name)));
        List<Reply> replies = link.pipeline(requests, TIMEOUT_MS);
        return new NodeObservation(
                announced.toString(),
                null,
                view,
                NodeFacts.info(replies.get(0).text()),
                info,
                configs(replies.subList(3, replies.size())),
                functions(replies.get(1)),
                rights.at(link, announced, version),
                nativeMigrations(replies.get(2)),
                version.atLeast(7, 0) ? ShardMates.of(link, view) : List.of());
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
            Map<String, Object> fields = Reply.fields(library);
            functions.add(text(fields.get("library_name")) + " " + digest(text(fields.get("library_code"))));
        }
        Collections.sort(functions);
        return functions;
    }

    private static List<String> nativeMigrations(Reply reply) {
        return NativeJob.of(reply).stream()
                .filter(job -> !job.ended())
                .map(NativeJob::describe)
                .toList();
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
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
