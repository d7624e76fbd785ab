package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A worker of the tests is the worker of the users. */
class WorkerFlagsTest {

    @Test
    void areThoseOfTheLauncher() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        Path launcher = module.resolveSibling("slotferry");

        assertThat(Files.readString(launcher)).contains("WORKER_FLAGS=(" + String.join(" ", WorkerProcess.FLAGS) + ")");
    }
}
