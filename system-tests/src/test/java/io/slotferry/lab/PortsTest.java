package io.slotferry.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two suites may run side by side. */
class PortsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> PAIR = List.of("10998", "10999");

    @Test
    void another_jvm_gets_another_port_and_none_when_all_are_given_out() throws Exception {
        ChildProcess first = drawer();
        ChildProcess second = drawer();
        try {
            Set<String> drawn = new HashSet<>(List.of(answer(first), answer(second)));
            assertThat(drawn).containsExactlyInAnyOrderElementsOf(PAIR);

            ChildProcess third = drawer();
            assertThat(answer(third)).isEqualTo("none");

            first.kill();
            third.kill();
            ChildProcess heir = drawer();
            drawn.remove(answer(second));
            assertThat(drawn).containsExactly(answer(heir));
            heir.kill();
        } finally {
            first.kill();
            second.kill();
        }
    }

    private static ChildProcess drawer() {
        var folder = Lab.newFolder("drawer");
        return ChildProcess.start(new ChildProcess.Launch(
                JavaChild.command(Drawer.class.getName(), List.of("-Xmx64m")),
                Map.of("SLOTFERRY_PORTS", String.join("-", PAIR)),
                folder,
                folder.resolve("log")));
    }

    private static String answer(ChildProcess drawer) {
        Await.until(
                "a port", LIMIT, () -> Files.readString(drawer.launch().log()).contains("drawn "));
        String log = drawer.logTail(1);
        return log.substring(log.indexOf("drawn ") + "drawn ".length()).strip();
    }

    /** Draws a port and keeps it until it is killed. */
    static final class Drawer {
        public static void main(String[] args) throws Exception {
            String port;
            try {
                port = "" + Ports.free();
            } catch (LabException e) {
                port = "none";
            }
            System.out.println("drawn " + port);
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }
    }
}
