package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official download, played by a server of our own: most machines that run this have no way out. */
class TemporalDownloadTest {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        System.setProperty(
                TemporalDownload.BASE_PROPERTY,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/archive");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.clearProperty(TemporalDownload.BASE_PROPERTY);
    }

    @Test
    void unpacksTheProgramIntoTheCache() throws IOException {
        answer(200, archive());

        Path target = folder.resolve("cache/bin/temporal");
        assertThat(TemporalDownload.to(target, said::add)).contains(target);

        assertThat(Programs.output(Duration.ofSeconds(5), List.of(target.toString())))
                .contains("hello\n");
        assertThat(said).anyMatch(text -> text.startsWith("downloading the Temporal CLI"));
        assertThat(target.getParent()).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void saysWhyThereIsNothingToUnpack() {
        answer(404, new byte[0]);

        assertThat(TemporalDownload.to(folder.resolve("temporal"), said::add)).isEmpty();

        assertThat(said.get(said.size() - 1)).contains("HTTP 404");
    }

    @Test
    void leavesNothingOfABrokenArchive() {
        answer(200, new byte[] {1, 2, 3});

        Path target = folder.resolve("temporal");
        assertThat(TemporalDownload.to(target, said::add)).isEmpty();

        assertThat(said.get(said.size() - 1)).contains("cannot be unpacked");
        assertThat(target).doesNotExist();
    }

    @Test
    void givesUpAtOnceWhereNobodyAnswers() {
        server.stop(0);

        assertThat(TemporalDownload.to(folder.resolve("temporal"), said::add)).isEmpty();

        assertThat(said.get(said.size() - 1)).startsWith("no download of the Temporal CLI");
    }

    private void answer(int status, byte[] body) {
        server.createContext("/archive/v" + TemporalBinary.VERSION, exchange -> {
            assertThat(exchange.getRequestURI().getQuery()).matches("platform=(linux|darwin)&arch=(amd64|arm64)");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private byte[] archive() throws IOException {
        Files.writeString(folder.resolve("temporal"), "#!/bin/sh\necho hello\n");
        Path archive = folder.resolve("made.tar.gz");
        List<String> pack = List.of("tar", "-czf", archive.toString(), "-C", folder.toString(), "temporal");
        assertThat(Programs.output(Duration.ofSeconds(10), pack)).isPresent();
        return Files.readAllBytes(archive);
    }
}
