package io.slotferry.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** Three primaries with slots and an empty one in containers of one image. They know each other by addresses of their own network; from here each is reached at a mapped port. */
public final class ContainerCluster implements AutoCloseable {

    private static final int PORT = 6379;
    private static final int SLOTS = 16_384;
    private static final int PRIMARIES = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> containers = new ArrayList<>();
    private final Map<String, String> reached = new LinkedHashMap<>();

    private ContainerCluster() {}

    /** Whether a Docker engine answers here. One older than the library is spoken to in its own version: it would refuse a newer one. */
    public static boolean engineAnswers() {
        if (System.getProperty("api.version") == null) {
            Programs.output(Duration.ofSeconds(10), List.of("docker", "version", "--format", "{{.Server.APIVersion}}"))
                    .map(String::trim)
                    .filter(version -> version.matches("1\\.\\d+"))
                    .ifPresent(version -> System.setProperty("api.version", version));
        }
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Starts the nodes and waits until the cluster is ok. */
    public static ContainerCluster start(String image) {
        ContainerCluster cluster = new ContainerCluster();
        try {
            for (int i = 0; i <= PRIMARIES; i++) {
                cluster.containers.add(cluster.node(image));
            }
            cluster.assemble();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new LabException("a container stopped answering: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private GenericContainer<?> node(String image) {
        GenericContainer<?> container = new GenericContainer<>(image)
                .withNetwork(network)
                .withExposedPorts(PORT)
                .withCommand(
                        image.contains("valkey") ? "valkey-server" : "redis-server",
                        "--cluster-enabled",
                        "yes",
                        "--cluster-node-timeout",
                        "2000",
                        "--protected-mode",
                        "no")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
        container.start();
        String inside = container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .orElseThrow()
                .getIpAddress();
        String outside = "127.0.0.1:" + container.getMappedPort(PORT);
        reached.put(inside + ":" + PORT, outside);
        Door.open(inside + ":" + PORT, new Door(outside, null, null));
        return container;
    }

    private void assemble() throws IOException {
        List<String> nodes = addresses();
        for (int i = 0; i < nodes.size(); i++) {
            ask(nodes.get(i), "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            if (i < PRIMARIES) {
                List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
                IntStream.range(SLOTS * i / PRIMARIES, SLOTS * (i + 1) / PRIMARIES)
                        .forEach(slot -> words.add("" + slot));
                ask(nodes.get(i), words.toArray(String[]::new));
            }
            for (int j = 0; j < i; j++) {
                String host = nodes.get(j).substring(0, nodes.get(j).lastIndexOf(':'));
                ask(nodes.get(i), "CLUSTER", "MEET", host, "" + PORT);
            }
        }
        Await.until("the containers to be a cluster", LIMIT, () -> {
            for (String node : nodes) {
                String info = ask(node, "CLUSTER", "INFO");
                if (!info.contains("cluster_state:ok") || !info.contains("cluster_known_nodes:" + nodes.size())) {
                    return false;
                }
            }
            return true;
        });
    }

    /** What the nodes announce, the empty one last. */
    public List<String> addresses() {
        return List.copyOf(reached.keySet());
    }

    /** Announced address to the one that is reached from here. */
    public Map<String, String> reached() {
        return Map.copyOf(reached);
    }

    public String ask(String announced, String... words) throws IOException {
        try (RespConnection connection = RespConnection.open(announced, Duration.ofSeconds(5))) {
            return connection.text(words);
        }
    }

    public void load(Keyspace keys) {
        new KeyspaceLoader(keys, addresses(), loaded -> {}).load();
    }

    public Keyspace.ReadBack readBack(Keyspace keys) {
        return new KeyspaceReader(keys, addresses(), read -> {}).readBack();
    }

    @Override
    public void close() {
        containers.forEach(GenericContainer::close);
        network.close();
    }
}
