package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one cluster of servers that do not know each other. The first processes become primaries with slots, then the empty ones, the rest replicas in turn. */
final class ClusterAssembly {

    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<RedisProcess> processes;
    private final int primaries;
    private final int shards;
    private final List<RespConnection> connections = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    ClusterAssembly(List<RedisProcess> processes, int primaries, int shards) {
        this.processes = processes;
        this.primaries = primaries;
        this.shards = shards;
    }

    List<LabNode> assemble() {
        try {
            for (RedisProcess process : processes) {
                RespConnection connection = RespConnection.open(process.address(), LIMIT);
                connections.add(connection);
                ids.add(connection.text("CLUSTER", "MYID"));
            }
            giveSlots();
            meet();
            replicate();
            List<LabNode> nodes = new ArrayList<>();
            for (int i = 0; i < processes.size(); i++) {
                nodes.add(new LabNode(processes.get(i), ids.get(i), primaryId(i), slots(i)));
            }
            LocalCluster cluster = new LocalCluster(processes.get(0).binary(), nodes);
            Await.until("the new cluster to agree", LIMIT, () -> Agreement.of(cluster, nodes) && replicasInSync());
            return nodes;
        } catch (IOException e) {
            throw new LabException("a node of the new cluster stopped answering: " + e.getMessage(), e);
        } finally {
            connections.forEach(RespConnection::close);
        }
    }

    private void giveSlots() throws IOException {
        for (int i = 0; i < shards; i++) {
            RespConnection connection = connections.get(i);
            // Different epochs from the start: equal ones would be resolved by a collision, with epochs that change
            // under way.
            connection.text("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            BitSet slots = slots(i);
            if (!slots.isEmpty()) {
                List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
                slots.stream().forEach(slot -> words.add(Integer.toString(slot)));
                connection.text(words.toArray(String[]::new));
            }
        }
    }

    private void meet() throws IOException {
        for (int i = 1; i < processes.size(); i++) {
            // Each meets its predecessors: waiting for gossip to spread the news takes seconds longer.
            for (int j = 0; j < i; j++) {
                RedisProcess known = processes.get(j);
                // MEET by the bus that it listens on: an announced port is not known to anybody yet.
                String bus = Integer.toString(known.port() + Ports.BUS);
                connections.get(i).text("CLUSTER", "MEET", known.host(), Integer.toString(known.port()), bus);
            }
        }
        Await.until("the nodes to know each other", LIMIT, () -> {
            for (RespConnection connection : connections) {
                List<NodeLine> lines = NodeLine.parse(connection.text("CLUSTER", "NODES"));
                boolean known = lines.stream().map(NodeLine::id).toList().containsAll(ids);
                if (!known || lines.size() != processes.size()) {
                    return false;
                }
            }
            return true;
        });
    }

    private void replicate() throws IOException {
        for (int i = shards; i < processes.size(); i++) {
            connections.get(i).text("CLUSTER", "REPLICATE", ids.get((i - shards) % primaries));
        }
    }

    private boolean replicasInSync() throws IOException {
        for (int i = shards; i < processes.size(); i++) {
            if (!connections.get(i).text("INFO", "replication").contains("master_link_status:up")) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String primaryId(int index) {
        return index < shards ? null : ids.get((index - shards) % primaries);
    }

    private BitSet slots(int index) {
        BitSet slots = new BitSet();
        if (index < primaries) {
            slots.set(SLOTS * index / primaries, SLOTS * (index + 1) / primaries);
        }
        return slots;
    }
}
