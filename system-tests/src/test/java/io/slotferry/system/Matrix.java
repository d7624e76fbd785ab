package io.slotferry.system;

import io.slotferry.lab.RedisServers;
import io.slotferry.lab.ServerBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Writes one line for each test of a server into {@code target/matrix.txt}, which CI prints: server, version, test, outcome. */
final class Matrix implements TestWatcher {

    private static final Path FILE = Path.of("target", "matrix.txt");

    @Override
    public void testSuccessful(ExtensionContext test) {
        write(test, "ok");
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        write(test, "FAILED");
    }

    @Override
    public void testAborted(ExtensionContext test, Throwable cause) {
        write(test, "skipped: " + String.valueOf(cause.getMessage()).replace("Assumption failed: ", ""));
    }

    private static void write(ExtensionContext test, String outcome) {
        String server = test.getDisplayName();
        if (server.startsWith("valkey ")) {
            server = Stack.server(server.endsWith("true")).name();
        } else if (server.contains("(")) {
            // A test that does not depend on the server.
            server = Stack.chosenServers().get(0).name();
        }
        String line = String.format(
                "%-18s %-8s %-12s %-70s %s%n",
                server,
                version(server),
                test.getRequiredTestClass().getSimpleName(),
                test.getRequiredTestMethod().getName().replace('_', ' '),
                outcome);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(String server) {
        Optional<ServerBinary> binary = RedisServers.all().stream()
                .filter(each -> each.name().equals(server))
                .findFirst();
        return binary.map(ServerBinary::version).orElse("image");
    }
}
