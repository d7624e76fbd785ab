package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Temporal servers that the other tests stand on. */
class TemporalServerIT {

    @Test
    void devServerComesBackAfterAKill() {
        Optional<Path> binary = TemporalBinary.find();
        assumeTrue(binary.isPresent(), "no temporal binary here: scripts/get-temporal gets one");
        try (TemporalServer server = TemporalServer.devServer(binary.get(), false)) {
            assertThat(server.answers()).isTrue();
            assertThat(server.webUi()).isPresent();

            server.kill();
            server.restart();

            assertThat(server.answers()).isTrue();
        }
    }

    @Test
    void testServerAnswersWhereNothingElseIsThere() {
        try (TemporalServer server = TemporalServer.testServer()) {
            assertThat(server.answers()).isTrue();
            assertThat(server.webUi()).isEmpty();
        }
    }
}
