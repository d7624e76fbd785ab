package io.slotferry.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds the Temporal CLI with Go: about three minutes on two cores, once. */
final class TemporalBuild {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    private static final long TELL_EVERY_SECONDS = 5;

    private TemporalBuild() {}

    static Optional<Path> to(Path target, Consumer<String> progress) {
        Optional<Path> go = Programs.onPath("go");
        if (go.isEmpty()) {
            progress.accept("no Go here to build the Temporal CLI with");
            return Optional.empty();
        }
        Path folder = Lab.newFolder("go");
        long start = System.nanoTime();
        ChildProcess build = ChildProcess.start(new ChildProcess.Launch(
                List.of(
                        go.get().toString(),
                        "install",
                        "github.com/temporalio/cli/cmd/temporal@v" + TemporalBinary.VERSION),
                Map.of("GOBIN", folder.toString(), "CGO_ENABLED", "0"),
                folder,
                folder.resolve("build.log")));
        try {
            long[] told = {-TELL_EVERY_SECONDS};
            Await.until("Go to build the Temporal CLI", LIMIT, () -> {
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                if (seconds >= told[0] + TELL_EVERY_SECONDS) {
                    told[0] = seconds;
                    progress.accept("building the Temporal CLI with Go, once, about 3 minutes: " + seconds + " s");
                }
                return !build.isAlive();
            });
            if (!Integer.valueOf(0).equals(build.exitCode())) {
                progress.accept("Go could not build the Temporal CLI: " + build.logTail(1));
                return Optional.empty();
            }
            return Optional.of(TemporalDownload.install(folder.resolve("temporal"), target));
        } catch (IOException e) {
            progress.accept("the built Temporal CLI cannot be kept: " + e.getMessage());
            return Optional.empty();
        } finally {
            build.kill();
            Lab.delete(folder);
        }
    }
}
