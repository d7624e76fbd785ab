package io.slotferry.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** The Redis 6.2 server inside a Maven artifact: what a machine with only a JDK and Maven can run. */
final class EmbeddedRedis {

    private EmbeddedRedis() {}

    /** The server as a file of this machine; empty where the artifact has none for it. */
    static Optional<Path> extract() {
        String resource = resource();
        Path target = CacheFolder.path().resolve("servers/embedded/" + resource + "/redis-server");
        if (Files.isExecutable(target)) {
            return Optional.of(target);
        }
        try (InputStream in = EmbeddedRedis.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                return Optional.empty();
            }
            Files.createDirectories(target.getParent());
            // Two JVMs may do this at once: each writes a file of its own, and the move is atomic.
            Path part = Files.createTempFile(target.getParent(), "redis-server", ".part");
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            if (!part.toFile().setExecutable(true)) {
                throw new LabException(
                        "cannot make " + part + " executable; is " + CacheFolder.path() + " mounted noexec?");
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(target);
        } catch (IOException e) {
            throw new LabException("cannot unpack the embedded Redis server to " + target, e);
        }
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        if (os.contains("mac")) {
            return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
        }
        return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }
}
