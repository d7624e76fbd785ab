package io.slotferry.bench;

import io.slotferry.lab.ServerBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on, in one line. */
final class Machine {

    private Machine() {}

    static String describe(ServerBinary binary) {
        return (binary.valkey() ? "Valkey " : "Redis ") + binary.version() + "; "
                + Runtime.getRuntime().availableProcessors() + " cores of " + processor()
                + ", shared by all servers, the worker, Temporal and the client; "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.version") + ", loopback, no replicas, no persistence";
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
