package io.slotferry.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A process of the lab. Its output goes to a file, and it dies with this JVM unless {@link Lab#mayOutlive()} was called before it started. */
final class ChildProcess {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /**
     * The kernel's parent-death signal fires when the <em>thread</em> that started the process ends, not the process: so one thread that never ends starts them all.
     */
    private static final ExecutorService LAUNCHER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "lab-launcher");
        thread.setDaemon(true);
        return thread;
    });

    /** The scheduler's idle class, which whatever else wakes up takes the CPU from at once; a nice process keeps it for some milliseconds. Where each session is a group of its own to the scheduler (autogroup), nice counts within it only. */
    private static final List<String> YIELDING = List.of(
            "sh",
            "-c",
            "echo 19 2>/dev/null >/proc/$$/autogroup; command -v chrt >/dev/null && exec chrt --idle 0 \"$0\" \"$@\";"
                    + " exec nice -n 19 \"$0\" \"$@\"");

    private final Launch launch;
    private final Process process;

    /**
     * What to start.
     *
     * @param environment variables to set; an empty value removes the variable
     * @param log the file that gets its output, appended
     */
    record Launch(List<String> command, Map<String, String> environment, Path folder, Path log) {}

    private ChildProcess(Launch launch, Process process) {
        this.launch = launch;
        this.process = process;
    }

    static List<String> yielding(List<String> command) {
        List<String> yielding = new ArrayList<>(YIELDING);
        yielding.addAll(command);
        return yielding;
    }

    static ChildProcess start(Launch launch) {
        boolean yielding = Lab.yielding();
        Process process = await(launch, () -> {
            List<String> command = new ArrayList<>(Detaching.prefix(!Lab.outlives()));
            command.addAll(yielding ? yielding(launch.command()) : launch.command());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(launch.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            launch.environment().forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process started = builder.start();
            started.getOutputStream().close();
            return started;
        });
        ChildProcess child = new ChildProcess(launch, process);
        Lab.register(child);
        return child;
    }

    private static Process await(Launch launch, java.util.concurrent.Callable<Process> task) {
        try {
            return LAUNCHER.submit(task).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException("cannot start " + launch.command().get(0) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException(
                    "interrupted while starting " + launch.command().get(0), e);
        }
    }

    Launch launch() {
        return launch;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        if (!gone(LIMIT)) {
            throw new LabException("process " + pid() + " survived kill -9 for " + LIMIT.toSeconds() + " s");
        }
        Lab.forget(this);
    }

    /** SIGTERM, then kill -9 if it is still there after the limit. Returns whether it went by itself. */
    boolean stop(Duration limit) {
        process.destroy();
        boolean went = gone(limit);
        kill();
        return went;
    }

    /** Sends a signal by name, for example {@code STOP} or {@code CONT}. */
    void signal(String name) {
        // The shell's own kill: minimal images have no /bin/kill.
        List<String> command = List.of("sh", "-c", "kill -" + name + " " + pid());
        if (Programs.output(LIMIT, command).isEmpty()) {
            throw new LabException("cannot send SIG" + name + " to process " + pid());
        }
    }

    /** The last lines of its output, for messages. */
    String logTail(int lines) {
        try {
            List<String> all = Files.readAllLines(launch.log(), StandardCharsets.ISO_8859_1);
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Fails a wait at once when the process has died. */
    void mustLive(String name) throws Exception {
        if (!process.isAlive()) {
            throw Await.never(name + " died with exit code " + process.exitValue() + "; the end of " + launch.log()
                    + ":\n" + logTail(15));
        }
    }

    private boolean gone(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** For the shutdown hook: never throws, does not wait. */
    void destroyNow() {
        process.destroyForcibly();
    }

    @Nullable
    Integer exitCode() {
        return process.isAlive() ? null : process.exitValue();
    }
}
