package io.slotferry.bench;

import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The server's own {@code --cluster reshard}. The clock runs from the start of its process to the end. */
final class CliContestant implements Contestant {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String name;
    private final Path cli;
    private final List<String> options;
    private final boolean yielding;
    private final Path output = Lab.newFolder("bench").resolve("cli.log");

    private CliContestant(String name, Path cli, List<String> options, boolean yielding) {
        this.name = name;
        this.cli = cli;
        this.options = options;
        this.yielding = yielding;
    }

    /** The clients of a server: with its defaults, at its best, and on Valkey 9 and later with the server's own slot migration. */
    static List<Contestant> of(ServerBinary binary, boolean yielding) {
        Path cli = Optional.ofNullable(binary.cli()).or(CliContestant::another).orElse(null);
        List<Contestant> all = new ArrayList<>();
        if (cli != null) {
            String name = cli.getFileName().toString();
            all.add(new CliContestant(name, cli, List.of(), yielding));
            // It never sends keys of two slots together, and no workload has 1000 keys in a slot.
            all.add(new CliContestant(name + ", pipeline 1000", cli, List.of("--cluster-pipeline", "1000"), yielding));
            if (binary.valkey() && binary.major() >= 9) {
                all.add(new CliContestant(
                        name + ", atomic", cli, List.of("--cluster-use-atomic-slot-migration"), yielding));
            }
        }
        return all;
    }

    private static Optional<Path> another() {
        return RedisServers.all().stream()
                .flatMap(server -> Optional.ofNullable(server.cli()).stream())
                .findFirst();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Effort move(Course course) {
        List<String> command = new ArrayList<>(List.of(cli.toString(), "--cluster", "reshard"));
        command.addAll(List.of(course.source().address(), "--cluster-yes"));
        command.addAll(List.of("--cluster-from", course.source().id()));
        command.addAll(List.of("--cluster-to", course.target().id()));
        command.addAll(List.of("--cluster-slots", "" + course.workload().slots));
        command.addAll(options);
        long start = System.nanoTime();
        Process process = null;
        try {
            process = new ProcessBuilder(yielding ? Lab.yielding(command) : command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new LabException(name + " did not finish: " + tail());
            }
            return Effort.of(Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException e) {
            throw new LabException("cannot run " + cli + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private String tail() throws IOException {
        String all = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
        return all.substring(Math.max(0, all.length() - 300));
    }
}
