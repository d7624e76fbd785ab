package io.slotferry.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The official download of the Temporal CLI. Many machines have no way out, so the first answer has to come soon. */
final class TemporalDownload {

    /** Another place to get the same archive from, for mirrors and tests. */
    static final String BASE_PROPERTY = "slotferry.temporal.download";

    private static final String BASE = "https://temporal.download/cli/archive";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(10);
    private static final Duration UNPACK_LIMIT = Duration.ofMinutes(1);

    private static final long TELL_EVERY_BYTES = 5 << 20;

    private TemporalDownload() {}

    static Optional<Path> to(Path target, Consumer<String> progress) {
        progress.accept("asking the official download for the Temporal CLI");
        Path folder = null;
        try {
            folder = Files.createTempDirectory("slotferry-download");
            Path archive = folder.resolve("temporal.tar.gz");
            fetch(archive, progress);
            List<String> unpack = List.of("tar", "-xzf", archive.toString(), "-C", folder.toString());
            Path program = folder.resolve("temporal");
            if (Programs.output(UNPACK_LIMIT, unpack).isEmpty() || !Files.isRegularFile(program)) {
                throw new IOException("the archive cannot be unpacked");
            }
            return Optional.of(install(program, target));
        } catch (IOException e) {
            progress.accept("no download of the Temporal CLI: " + e.getMessage());
            return Optional.empty();
        } finally {
            if (folder != null) {
                Lab.delete(folder);
            }
        }
    }

    /** Moves a program into the cache in one step, so that another JVM never sees half of it. */
    static Path install(Path program, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path part = Files.createTempFile(target.getParent(), "temporal", ".part");
        Files.copy(program, part, StandardCopyOption.REPLACE_EXISTING);
        if (!part.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + part + " executable");
        }
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void fetch(Path archive, Consumer<String> progress) throws IOException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        String base = System.getProperty(BASE_PROPERTY, BASE);
        URI uri = URI.create(base + "/v" + TemporalBinary.VERSION + "?platform=" + platform() + "&arch=" + arch());
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_LIMIT).build();
        try {
            // The future's limit also covers looking up the name, which the client's own limits do not.
            HttpResponse<InputStream> response = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                    .get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            long size = response.headers().firstValueAsLong("content-length").orElse(-1);
            copy(response.body(), archive, size, progress);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + ANSWER_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void copy(InputStream in, Path archive, long size, Consumer<String> progress) throws IOException {
        long deadline = System.nanoTime() + DOWNLOAD_LIMIT.toNanos();
        long done = 0;
        byte[] buffer = new byte[1 << 16];
        try (in;
                var out = Files.newOutputStream(archive)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (done / TELL_EVERY_BYTES != (done + read) / TELL_EVERY_BYTES || done == 0) {
                    String share = size > 0 ? " of " + (size >> 20) : "";
                    progress.accept("downloading the Temporal CLI: " + ((done + read) >> 20) + share + " MB");
                }
                done += read;
                if (System.nanoTime() > deadline) {
                    throw new IOException("the download took longer than " + DOWNLOAD_LIMIT.toMinutes() + " minutes");
                }
            }
        }
    }

    private static String platform() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    }

    private static String arch() {
        return List.of("aarch64", "arm64").contains(System.getProperty("os.arch")) ? "arm64" : "amd64";
    }
}
