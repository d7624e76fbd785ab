package io.slotferry.bench;

import io.slotferry.lab.ServerBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on, in one line. */
final class Machine {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long MEMORY_BYTES_MIN = 256L << 20;

    private Machine() {}

    /** Where the nodes and Temporal write: in memory, so that a disk that stands still for half a second now and then counts for nobody. */
    static Path folder() {
        try {
            if (Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= MEMORY_BYTES_MIN) {
                return MEMORY;
            }
        } catch (IOException e) {
            // The folder for temporary files does as well.
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    static String describe(ServerBinary binary, Path files, int replicas) {
        return (binary.valkey() ? "Valkey " : "Redis ") + binary.version() + "; "
                + Runtime.getRuntime().availableProcessors() + " cores of " + processor()
                + ", shared by all servers, the worker, Temporal and the client; "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.version") + ", loopback, "
                + (replicas == 0 ? "no" : Integer.toString(replicas)) + " replicas, no persistence, files in " + files;
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
