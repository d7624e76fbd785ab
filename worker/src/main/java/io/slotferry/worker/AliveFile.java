package io.slotferry.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is as young as the last moment at which the worker served its task queue and Temporal answered: what the health check of a container looks at. It goes when the worker stops. {@code SLOTFERRY_ALIVE_FILE} names it; without the variable there is none.
 */
final class AliveFile implements AutoCloseable {

    static final String VARIABLE = "SLOTFERRY_ALIVE_FILE";

    private static final Logger LOG = LoggerFactory.getLogger(AliveFile.class);

    private final @Nullable Path file;

    private AliveFile(@Nullable Path file) {
        this.file = file;
    }

    static AliveFile of(Surroundings surroundings) {
        String name = surroundings.variable(VARIABLE);
        return new AliveFile(name == null ? null : surroundings.workDir().resolve(name));
    }

    /** Makes it or makes it young again. A disk that is full must not end a worker that works. */
    void touch() {
        if (file == null) {
            return;
        }
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.warn("cannot touch {} ({}): {}", file, VARIABLE, e.getMessage());
        }
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", file, e.getMessage());
        }
    }
}
