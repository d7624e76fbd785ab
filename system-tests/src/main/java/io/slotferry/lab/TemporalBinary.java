package io.slotferry.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the Temporal CLI, which holds a complete server, or gets it once and keeps it in the cache. */
public final class TemporalBinary {

    /** The newest release that plain {@code go install} can build; downloaded and built are the same. */
    static final String VERSION = "1.5.1";

    private TemporalBinary() {}

    /** {@code SLOTFERRY_TEMPORAL}, then {@code temporal} on PATH, then in the cache. */
    public static Optional<Path> find() {
        String named = System.getenv("SLOTFERRY_TEMPORAL");
        if (named != null && !named.isBlank()) {
            Path binary = Path.of(named);
            if (!Files.isExecutable(binary)) {
                throw new LabException("SLOTFERRY_TEMPORAL is " + named + ", which is not a program");
            }
            return Optional.of(binary);
        }
        return Programs.onPath("temporal").or(() -> Optional.of(cached()).filter(Files::isExecutable));
    }

    /**
     * Finds it, else downloads it, else builds it with Go. Empty where none of that works.
     *
     * @param progress told what happens, in words, again and again
     */
    public static Optional<Path> findOrGet(Consumer<String> progress) {
        Optional<Path> found = find();
        if (found.isPresent()) {
            return found;
        }
        Path target = cached();
        return TemporalDownload.to(target, progress).or(() -> TemporalBuild.to(target, progress));
    }

    private static Path cached() {
        return CacheFolder.path().resolve("bin/temporal");
    }
}
