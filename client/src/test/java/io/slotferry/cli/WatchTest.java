package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Following a run. */
@ExtendWith(FakeTemporal.Extension.class)
@Timeout(60)
class WatchTest {

    private final FakeTemporal temporal;

    WatchTest(FakeTemporal temporal) {
        this.temporal = temporal;
    }

    @Test
    void watchPrintsPlainLinesAndEndsWithTheRun() throws Exception {
        String id = temporal.held();
        Watched out = new Watched("1234/4096 slots");
        CompletableFuture<CliRun> watch =
                CompletableFuture.supplyAsync(() -> CliRun.writingTo(out, temporal.env(), "watch", id));
        out.seen.get(30, TimeUnit.SECONDS);
        temporal.cli("finish-early", id).exits(0);
        watch.get(30, TimeUnit.SECONDS)
                .exits(0)
                .prints("0:17  1234/4096 slots  30.1%  45 210 keys/s  ETA 0:42  RUNNING", "finished early");
    }

    @Test
    void withJsonTheLinesGoToStandardError() throws Exception {
        String id = temporal.held();
        CompletableFuture<CliRun> watch =
                CompletableFuture.supplyAsync(() -> temporal.cli("watch", id, "--output", "json"));
        temporal.cli("finish-early", id).exits(0);
        CliRun run = watch.get(30, TimeUnit.SECONDS).exits(0);
        assertThat(run.json().at("/headline").textValue()).isEqualTo("finished early");
    }

    @Test
    void aWatchThatIsInterruptedSaysThatTheRunGoesOn() throws Exception {
        String id = temporal.held();
        Process process = CliProcess.start(temporal.env(), "watch", id);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).contains("1234/4096 slots");
            // SIGTERM runs the same hooks as SIGINT, which a build in the background may have been told to ignore.
            // Process.destroy() would close the streams; its handle does not.
            process.toHandle().destroy();
            assertThat(err.lines()).contains("the run goes on; watch it with ./slotferry watch " + id);
        } finally {
            process.destroyForcibly();
        }
        temporal.cli("status", id).exits(0).prints("RUNNING");
        temporal.end(id);
    }

    /** Says when a text has been written. */
    private static final class Watched extends StringWriter {

        final CompletableFuture<String> seen = new CompletableFuture<>();
        private final String text;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public void flush() {
            super.flush();
            if (toString().contains(text)) {
                seen.complete(text);
            }
        }
    }
}
