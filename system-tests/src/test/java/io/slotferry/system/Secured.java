package io.slotferry.system;

import io.slotferry.access.MinimalAcl;
import io.slotferry.lab.LabNode;
import io.slotferry.lab.LocalCluster;
import io.slotferry.lab.RespConnection;
import io.slotferry.lab.ServerBinary;
import io.slotferry.topology.ServerVersion;
import io.slotferry.topology.ServerVersion.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cluster that nobody enters without a password, two users with exactly the printed ACL, and the worker's configuration for it in a folder. */
final class Secured {

    static final String WORKER = "slotferry";
    static final String MOVER = "mover";
    static final String DEFAULT_PASSWORD = "default-of-the-lab-9b1f";
    static final String WORKER_PASSWORD = "correct-horse-battery-staple";
    static final String MOVER_PASSWORD = "tr0ub4dor-and-3-movers";
    static final String NAME = "locked";

    private final LocalCluster cluster;
    private final Path folder;

    Secured(LocalCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    static LocalCluster.Builder cluster(ServerBinary server) {
        return LocalCluster.of(server).primaries(3).emptyPrimaries(1).password(DEFAULT_PASSWORD);
    }

    static List<String> secrets() {
        return List.of(DEFAULT_PASSWORD, WORKER_PASSWORD, MOVER_PASSWORD);
    }

    static ServerVersion version(ServerBinary server) {
        return new ServerVersion(server.valkey() ? Family.VALKEY : Family.REDIS, server.major(), server.minor(), 0);
    }

    MinimalAcl acl() {
        return new MinimalAcl(version(cluster.binary()));
    }

    /** Both users with what {@code ./slotferry acl} prints, on every node. */
    Secured users() {
        for (LabNode node : cluster.nodes()) {
            user(node, WORKER, WORKER_PASSWORD, acl().worker(false, false));
            user(node, MOVER, MOVER_PASSWORD, acl().migrate());
        }
        return this;
    }

    void user(LabNode node, String user, String password, String rules) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "reset"));
        words.addAll(Arrays.asList(rules.replace("PASSWORD", password).split(" ", -1)));
        cluster.ask(node, words.toArray(String[]::new));
    }

    /** Environment of a worker that knows the cluster as {@link #NAME}; more lines of its entry may be given. */
    Map<String, String> worker(String... lines) throws IOException {
        return workerOf(entry(NAME, cluster.seed(), lines));
    }

    /** The same with a seed that is not where the node listens. */
    Map<String, String> workerAt(String seed, String... lines) throws IOException {
        return workerOf(entry(NAME, seed, lines));
    }

    /** One cluster of a configuration: the same cluster may be there under several names. */
    static String entry(String name, String seed, String... lines) {
        StringBuilder entry = new StringBuilder("  " + name + ":\n    seeds: [\"" + seed + "\"]\n    user: " + WORKER
                + "\n    passwordFile: slotferry.password\n    migrateUser: " + MOVER
                + "\n    migratePasswordEnv: MOVER_PASSWORD\n");
        for (String line : lines) {
            entry.append("    ").append(line).append('\n');
        }
        return entry.toString();
    }

    Map<String, String> workerOf(String... entries) throws IOException {
        Files.writeString(folder.resolve("slotferry.password"), WORKER_PASSWORD + "\n");
        Path file = Files.writeString(folder.resolve("slotferry.yaml"), "clusters:\n" + String.join("", entries));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SLOTFERRY_CONFIG", file.toString());
        environment.put("MOVER_PASSWORD", MOVER_PASSWORD);
        return environment;
    }

    /** Everything that any node refused for lack of a right, in words; empty when nothing was. */
    List<String> refusals() throws IOException {
        List<String> refusals = new ArrayList<>();
        for (LabNode node : cluster.nodes()) {
            try (RespConnection connection = cluster.connect(node)) {
                if (connection.call("ACL", "LOG") instanceof List<?> entries) {
                    entries.forEach(entry -> refusals.add(
                            node.address() + " " + Snapshot.text(entry).replace('\n', ' ')));
                }
            }
        }
        return refusals;
    }

    void forgetRefusals() {
        cluster.nodes().forEach(node -> cluster.ask(node, "ACL", "LOG", "RESET"));
    }
}
