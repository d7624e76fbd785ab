package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A cluster of real servers on this machine. Slots are spread evenly over the primaries that are not empty. */
public final class LocalCluster implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

    private final ServerBinary binary;
    private final List<LabNode> nodes;

    LocalCluster(ServerBinary binary, List<LabNode> nodes) {
        this.binary = binary;
        this.nodes = List.copyOf(nodes);
    }

    public static Builder of(ServerBinary binary) {
        return new Builder(binary);
    }

    /** What to start. Defaults: 3 primaries, no replicas, no empty primary, node timeout 2000 ms. */
    public static final class Builder {
        private final ServerBinary binary;
        private int primaries = 3;
        private int replicasPerPrimary;
        private int emptyPrimaries;
        private int nodeTimeoutMs = 2_000;
        private List<Integer> ports = List.of();
        private final Map<String, String> config = new LinkedHashMap<>();
        private IntFunction<Map<String, String>> nodeConfig = port -> Map.of();
        private @Nullable Certificates tls;
        private @Nullable String password;

        private Builder(ServerBinary binary) {
            this.binary = binary;
        }

        public Builder primaries(int count) {
            this.primaries = count;
            return this;
        }

        public Builder replicasPerPrimary(int count) {
            this.replicasPerPrimary = count;
            return this;
        }

        /** Primaries without slots and without replicas, beside the others. */
        public Builder emptyPrimaries(int count) {
            this.emptyPrimaries = count;
            return this;
        }

        public Builder nodeTimeoutMs(int nodeTimeoutMs) {
            this.nodeTimeoutMs = nodeTimeoutMs;
            return this;
        }

        /** Ports for the first nodes, for whoever must know them before; default free ones. */
        public Builder ports(List<Integer> ports) {
            this.ports = List.copyOf(ports);
            return this;
        }

        /** A line of every node's configuration file. */
        public Builder config(String name, String value) {
            config.put(name, value);
            return this;
        }

        /** Lines that differ from node to node, from the port a node listens on. */
        public Builder nodeConfig(IntFunction<Map<String, String>> lines) {
            nodeConfig = lines;
            return this;
        }

        /** The address to listen on: another one of 127.0.0.0/8, or {@code ::1}. */
        public Builder host(String host) {
            return config("bind", host);
        }

        /** TLS alone, for clients, replicas and the bus; clients must show a certificate. */
        public Builder tls(Certificates certificates) {
            tls = certificates;
            certificates.serverLines().forEach(this::config);
            return config("port", "0").config("tls-cluster", "yes").config("tls-replication", "yes");
        }

        /** A password of the default user, so that nobody gets in without showing one: no MIGRATE either. */
        public Builder password(String secret) {
            password = secret;
            return config("requirepass", secret).config("masterauth", secret);
        }

        /** Starts the nodes and waits until all of them agree and the cluster is ok. */
        public LocalCluster start() {
            Map<String, String> options = new LinkedHashMap<>();
            options.put("cluster-enabled", "yes");
            options.put("cluster-config-file", "nodes.conf");
            options.put("cluster-node-timeout", Integer.toString(nodeTimeoutMs));
            // A replica that never synchronised would be promoted empty: no delay before its first copy.
            options.put("repl-diskless-sync-delay", "0");
            options.putAll(config);
            int shards = primaries + emptyPrimaries;
            int count = shards + primaries * replicasPerPrimary;
            List<RedisProcess> processes = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    processes.add(begin(i < ports.size() ? ports.get(i) : Ports.free(Ports.BUS), options));
                }
                processes.forEach(RedisProcess::awaitAnswer);
                LocalCluster cluster =
                        new LocalCluster(binary, new ClusterAssembly(processes, primaries, shards).assemble());
                cluster.awaitReplicas();
                return cluster;
            } catch (RuntimeException e) {
                processes.forEach(RedisProcess::close);
                throw e;
            }
        }

        private RedisProcess begin(int port, Map<String, String> options) {
            Map<String, String> lines = new LinkedHashMap<>(options);
            if (tls != null) {
                lines.put("tls-port", Integer.toString(port));
            }
            lines.putAll(nodeConfig.apply(port));
            RedisProcess process = RedisProcess.begin(binary, port, lines);
            Door door = new Door(process.address(), tls, password);
            Door.open(process.address(), door);
            String announced = lines.get("cluster-announce-port");
            if (announced != null) {
                Door.open(lines.getOrDefault("cluster-announce-ip", process.host()) + ":" + announced, door);
            }
            return process;
        }
    }

    public ServerBinary binary() {
        return binary;
    }

    /** All nodes: primaries with slots, then empty primaries, then replicas. */
    public List<LabNode> nodes() {
        return nodes;
    }

    /** The primaries that were given slots. */
    public List<LabNode> primaries() {
        return nodes.stream().filter(node -> !node.slots().isEmpty()).toList();
    }

    /** The primaries without slots. */
    public List<LabNode> emptyPrimaries() {
        return nodes.stream()
                .filter(node -> !node.replica() && node.slots().isEmpty())
                .toList();
    }

    /** The replicas of one primary. */
    public List<LabNode> replicasOf(LabNode primary) {
        return nodes.stream()
                .filter(node -> primary.id().equals(node.primaryId()))
                .toList();
    }

    /** {@code 127.0.0.1:port} of one node, as a request's {@code cluster} takes it. */
    public String seed() {
        return nodes.get(0).address();
    }

    public List<String> addresses() {
        return nodes.stream().map(LabNode::address).toList();
    }

    /** A new connection; the caller closes it. */
    public RespConnection connect(LabNode node) throws IOException {
        return RespConnection.open(node.address(), CALL_LIMIT);
    }

    /** One command on a connection of its own. */
    public String ask(LabNode node, String... words) {
        try (RespConnection connection = connect(node)) {
            return connection.text(words);
        } catch (IOException e) {
            throw new LabException(node.address() + " does not answer: " + e.getMessage(), e);
        }
    }

    /** What one node says of the cluster now. */
    public List<NodeLine> view(LabNode node) {
        return NodeLine.parse(ask(node, "CLUSTER", "NODES"));
    }

    /** Open-slot marks of all living nodes, each {@code host:port [mark]}; empty when no slot is open. */
    public List<String> openMarks() {
        List<String> marks = new ArrayList<>();
        for (LabNode node : nodes) {
            if (node.process().isAlive()) {
                view(node).stream()
                        .flatMap(line -> line.marks().stream())
                        .forEach(mark -> marks.add(node.address() + " " + mark));
            }
        }
        return marks;
    }

    /** Waits until every living node maps every slot to the same owner, says {@code cluster_state:ok}, and no slot is open. */
    public void awaitHealthy(Duration limit) {
        List<LabNode> living =
                nodes.stream().filter(node -> node.process().isAlive()).toList();
        Await.until(
                "the cluster to agree and be ok",
                limit,
                () -> Agreement.of(this, living) && openMarks().isEmpty());
    }

    private void awaitReplicas() {
        Await.until("every replica to have its copy", Duration.ofSeconds(30), () -> nodes.stream()
                .filter(LabNode::replica)
                .allMatch(node -> ask(node, "INFO", "replication").contains("master_link_status:up")));
    }

    /** Kills every node and deletes its files. */
    @Override
    public void close() {
        nodes.forEach(node -> node.process().close());
    }
}
