package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorbellTest {

    @Test
    void aListenerIsSomebody() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Doorbell.nobodyAt("127.0.0.1:" + listener.getLocalPort()))
                    .isFalse();
        }
    }

    @Test
    void aRefusalIsNobody() {
        assertThat(Doorbell.nobodyAt("127.0.0.1:1")).isTrue();
    }

    /** Only the client library knows what these mean. */
    @ParameterizedTest
    @ValueSource(strings = {"dns:///127.0.0.1:1", "unix:/tmp/x", "no.such.name.invalid:7233", "127.0.0.1:99999", "x"})
    void theRestIsLeftToTheLibrary(String target) {
        assertThat(Doorbell.nobodyAt(target)).isFalse();
    }

    @Test
    void aCommandSaysAtOnceThatTemporalIsNotThere() {
        long start = System.nanoTime();
        CliRun.of(CliRun.NO_TEMPORAL, "status").exits(5).complains("cannot reach Temporal at 127.0.0.1:1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
}
