package io.slotferry.system;

import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.NodeLine;
import io.slotferry.lab.RespConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything of a cluster's living nodes that a refused request must leave as it was: ids, roles, epochs, slots and marks in every node's view, key counts, the whole configuration. */
final class Snapshot {

    private Snapshot() {}

    static TreeMap<String, String> of(LocalCluster cluster) throws IOException {
        TreeMap<String, String> facts = new TreeMap<>();
        for (LabNode node : cluster.nodes()) {
            if (!node.process().isAlive()) {
                continue;
            }
            for (NodeLine line : cluster.view(node)) {
                facts.put(node.address() + " sees " + line.id(), line.toString());
            }
            try (RespConnection connection = cluster.connect(node)) {
                facts.put(node.address() + " keys", text(connection.call("DBSIZE")));
                facts.put(node.address() + " config", text(connection.call("CONFIG", "GET", "*")));
            }
        }
        return facts;
    }

    static String text(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list.stream().map(Snapshot::text).reduce("", (a, b) -> a + "\n" + b);
        }
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
    }
}
