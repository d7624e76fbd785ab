package io.slotferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM that a process could hear")
class StopSignalsTest {

    @Test
    @Timeout(60)
    void theFirstSignalAsksAndTheSecondEnds() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        Stubborn.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("waiting");
            process.toHandle().destroy();
            assertThat(lines.readLine()).isEqualTo("stop requested");

            process.toHandle().destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process that is asked to stop and never does. */
    static final class Stubborn {

        public static void main(String[] args) throws InterruptedException {
            StopRequest stop = new StopRequest();
            StopSignals.route(stop);
            System.out.println("waiting");
            stop.await(Duration.ofMinutes(1));
            System.out.println("stop requested");
            new CountDownLatch(1).await();
        }
    }
}
