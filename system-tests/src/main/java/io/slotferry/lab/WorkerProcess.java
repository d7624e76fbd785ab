package io.slotferry.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Slotferry worker in a JVM of its own, to be killed. */
public final class WorkerProcess implements AutoCloseable {

    /** The line of its log that says it serves the task queue. */
    static final String READY = "worker ready";

    private static final String WORKER_MAIN = "io.slotferry.worker.WorkerMain";

    /** As the launcher starts a worker; a test holds the two together. What is measured here is what users get. */
    static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-XX:MaxDirectMemorySize=48m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final ChildProcess child;
    private final Path folder;

    private WorkerProcess(ChildProcess child, Path folder) {
        this.child = child;
        this.folder = folder;
    }

    /** Starts a worker for the server; does not wait, see {@link #awaitReady}. */
    public static WorkerProcess start(TemporalServer server) {
        return start(server, Map.of());
    }

    /**
     * Starts a worker with a changed environment.
     *
     * @param environment more variables; an empty value removes one
     */
    public static WorkerProcess start(TemporalServer server, Map<String, String> environment) {
        return start(server, environment, WORKER_MAIN);
    }

    /** A worker with another main class of this class path, which prints the same ready line. */
    public static WorkerProcess start(
            TemporalServer server, Map<String, String> environment, String mainClass, String... arguments) {
        if (server.restartIfStuck()) {
            System.err.println("the dev server's database was stuck; it was started again");
        }
        Path folder = Lab.newFolder("worker");
        Map<String, String> variables = new HashMap<>();
        // Neither the user's clusters nor the user's log level: the ready line must be there to be waited for.
        variables.put("SLOTFERRY_CONFIG", file(folder, "slotferry.yaml", "").toString());
        variables.put("SLOTFERRY_LOG", "");
        if (server.kind() != TemporalServer.Kind.EXTERNAL) {
            // A profile of the user's must not lead a worker of ours to another server or namespace.
            for (String name : List.of(
                    "TEMPORAL_PROFILE", "TEMPORAL_API_KEY", "TEMPORAL_TLS", "TEMPORAL_NAMESPACE", "TEMPORAL_TLS_CA")) {
                variables.put(name, "");
            }
            variables.put(
                    "TEMPORAL_CONFIG_FILE",
                    file(folder, "temporal.toml", "[profile.default]\n").toString());
        }
        variables.put("TEMPORAL_ADDRESS", server.address());
        variables.putAll(environment);
        List<String> command = JavaChild.command(mainClass, FLAGS, arguments);
        ChildProcess child =
                ChildProcess.start(new ChildProcess.Launch(command, variables, folder, folder.resolve("worker.log")));
        return new WorkerProcess(child, folder);
    }

    private static Path file(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new LabException("cannot write into " + folder, e);
        }
    }

    /** Waits until its log says that it is ready. */
    public WorkerProcess awaitReady() {
        Await.until("the worker to be ready", START_LIMIT, () -> {
            if (isReady()) {
                return true;
            }
            child.mustLive("the worker");
            return false;
        });
        return this;
    }

    /** Whether its log says that it is ready. */
    public boolean isReady() {
        try {
            return Files.readString(log(), StandardCharsets.ISO_8859_1).contains(READY);
        } catch (IOException e) {
            return false;
        }
    }

    public long pid() {
        return child.pid();
    }

    public boolean isAlive() {
        return child.isAlive();
    }

    public Path log() {
        return folder.resolve("worker.log");
    }

    /** The last lines of its log. */
    public String logTail(int lines) {
        return child.logTail(lines);
    }

    /** kill -9. */
    public void kill() {
        child.kill();
    }

    /** SIGSTOP: it holds its connections and does nothing. */
    public void freeze() {
        child.signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        child.signal("CONT");
    }

    /** Whether a SIGSTOP has taken effect; Linux only. */
    public boolean isFrozen() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new LabException("cannot read the state of worker " + pid(), e);
        }
    }

    /** SIGTERM; returns whether it ended by itself within the limit. */
    public boolean stop() {
        return child.stop(STOP_LIMIT);
    }

    /** Resident memory in bytes; Linux only. */
    public long rssBytes() {
        try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            String line =
                    lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
        } catch (IOException e) {
            throw new LabException("cannot read the memory of worker " + pid(), e);
        }
    }

    /** Kills it and deletes its log. */
    @Override
    public void close() {
        child.kill();
        Lab.delete(folder);
    }
}
