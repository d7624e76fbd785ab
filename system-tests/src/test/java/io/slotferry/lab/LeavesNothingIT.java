package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However the JVM ends that started servers, the servers end with it. */
class LeavesNothingIT {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private ChildProcess victim;
    private ProcessHandle server;
    private Path folder;

    @BeforeEach
    void startVictim() throws Exception {
        Path home = Lab.newFolder("victim");
        Path log = home.resolve("victim.log");
        victim = ChildProcess.start(new ChildProcess.Launch(
                JavaChild.command(LabVictim.class.getName(), List.of("-Xmx64m")), Map.of(), home, log));
        Await.until("the victim to start a server", START_LIMIT, () -> {
            victim.mustLive("the victim");
            return Files.readString(log).contains("started ");
        });
        String[] words = Files.readString(log)
                .lines()
                .filter(line -> line.startsWith("started "))
                .findFirst()
                .orElseThrow()
                .split(" ", 3);
        server = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();
        folder = Path.of(words[2]);
        assertThat(server.isAlive()).isTrue();
    }

    @AfterEach
    void clearUp() {
        victim.kill();
        server.destroyForcibly();
        Lab.delete(folder);
    }

    @Test
    void afterATermination() {
        assertThat(victim.stop(END_LIMIT)).isTrue();

        assertThat(server.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    void afterAKill() {
        assumeFalse(Detaching.prefix(true).equals(Detaching.prefix(false)), "no setpriv here: only Linux can do this");

        victim.kill();

        Await.until("the kernel to end the server", END_LIMIT, () -> !server.isAlive());
    }
}
