package io.slotferry.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One Redis or Valkey server process on a loopback address, in a folder of its own. It can be killed, frozen, and started again where it was. */
public final class RedisProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final ServerBinary binary;
    private final String host;
    private final int port;
    private final Path folder;
    private ChildProcess child;

    private RedisProcess(ServerBinary binary, String host, int port, Path folder) {
        this.binary = binary;
        this.host = host;
        this.port = port;
        this.folder = folder;
        this.child = launch();
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param options lines of its configuration file; they win over the lab's own
     */
    public static RedisProcess start(ServerBinary binary, int port, Map<String, String> options) {
        RedisProcess process = begin(binary, port, options);
        process.awaitAnswer();
        return process;
    }

    /** Starts a server without waiting, so that a cluster's nodes start together. */
    static RedisProcess begin(ServerBinary binary, int port, Map<String, String> options) {
        Path folder = Lab.newFolder("node-" + port);
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("bind", "127.0.0.1");
        lines.put("port", Integer.toString(port));
        lines.put("dir", "\"" + folder + "\"");
        lines.put("save", "\"\"");
        lines.put("appendonly", "no");
        // Replicas attach at once; the default waits 5 s for others to come.
        lines.put("repl-diskless-sync-delay", "0");
        lines.putAll(options);
        String text = lines.entrySet().stream()
                .map(line -> line.getKey() + " " + line.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(folder.resolve("server.conf"), text);
        } catch (IOException e) {
            throw new LabException("cannot write " + folder.resolve("server.conf"), e);
        }
        return new RedisProcess(binary, lines.get("bind"), port, folder);
    }

    private ChildProcess launch() {
        return ChildProcess.start(new ChildProcess.Launch(
                List.of(
                        binary.server().toString(),
                        folder.resolve("server.conf").toString()),
                Map.of(),
                folder,
                log()));
    }

    void awaitAnswer() {
        Await.until(binary + " on port " + port + " to answer", START_LIMIT, () -> {
            child.mustLive(binary + " on port " + port);
            try (RespConnection connection = RespConnection.open(address(), Duration.ofSeconds(2))) {
                return connection.text("PING").equals("PONG");
            }
        });
    }

    public ServerBinary binary() {
        return binary;
    }

    public int port() {
        return port;
    }

    /** Where it listens, as a request takes it. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    String host() {
        return host;
    }

    public long pid() {
        return child.pid();
    }

    public boolean isAlive() {
        return child.isAlive();
    }

    /** Its folder: configuration, nodes.conf, dumps. */
    public Path folder() {
        return folder;
    }

    public Path log() {
        return folder.resolve("server.log");
    }

    /** kill -9. */
    public void kill() {
        child.kill();
    }

    /** SIGSTOP: the sockets stay open and nothing answers. */
    public void freeze() {
        child.signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        child.signal("CONT");
    }

    /** Kills it if it runs and starts it again with the same folder, so with whatever it had persisted; waits until it answers. */
    public void restart() {
        child.kill();
        child = launch();
        awaitAnswer();
    }

    @Override
    public void close() {
        child.kill();
        Lab.delete(folder);
    }
}
