package io.slotferry.bench.repair;

import io.slotferry.gallery.Patient;
import io.slotferry.lab.Lab;
import io.slotferry.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code redis-cli --cluster fix} or {@code valkey-cli --cluster fix}. Whether it exits with 0 is not asked: it does so after losing keys as well. */
record CliFix(Path cli, Path folder) implements Healer {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ANSWERS = 2_000;

    static CliFix of(Path cli) {
        return new CliFix(cli, Lab.newFolder("fix"));
    }

    @Override
    public String name() {
        return cli.getFileName() + " fix";
    }

    @Override
    public Duration heal(Patient patient, String seed) {
        try {
            // A file, because its questions loop for ever on a closed input.
            Path answers = Files.writeString(folder.resolve("answers"), "yes\n".repeat(ANSWERS));
            long start = System.nanoTime();
            Process process = new ProcessBuilder(cli.toString(), "--cluster", "fix", seed)
                    .redirectErrorStream(true)
                    .redirectInput(answers.toFile())
                    .redirectOutput(folder.resolve("fix.log").toFile())
                    .start();
            try {
                process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
            return Duration.ofNanos(System.nanoTime() - start);
        } catch (IOException e) {
            throw new LabException("cannot run " + cli + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
