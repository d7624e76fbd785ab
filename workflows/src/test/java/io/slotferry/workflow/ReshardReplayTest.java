package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.NonDeterministicException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that an earlier build began must go on under this one. Their histories were recorded from real runs by {@code scripts/record-histories}. */
@Timeout(120)
class ReshardReplayTest {

    private static final Path HISTORIES = Path.of("src", "test", "resources", "histories");

    /** What each version's recording has at least. */
    private static final List<String> STORIES = List.of(
            "approved",
            "cancelled",
            "continued-as-new",
            "continued-as-new-2",
            "dry-run",
            "finished-early",
            "invalid",
            "lock-lost",
            "paused-and-resumed",
            "plain",
            "refused",
            "rolled-back",
            "target-frozen",
            "worker-killed");

    @Test
    void everyRecordedRunReplays() throws IOException {
        for (Path version : versions()) {
            List<Path> histories = list(version);

            assertThat(histories)
                    .extracting(file -> file.getFileName().toString().replace(".json", ""))
                    .as("stories in %s", version)
                    .containsAll(STORIES);
            for (Path history : histories) {
                assertThatCode(() ->
                                WorkflowReplayer.replayWorkflowExecution(history.toFile(), ReshardWorkflowImpl.class))
                        .as("%s", history)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void anImplementationThatDoesAnythingElseFirstIsRejected() throws IOException {
        for (Path version : versions()) {
            for (Path history : list(version)) {
                assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(history.toFile(), LooksFirst.class))
                        .as("%s", history)
                        .hasStackTraceContaining(NonDeterministicException.class.getName());
            }
        }
    }

    private static List<Path> versions() throws IOException {
        assumeTrue(
                Files.isDirectory(HISTORIES) && !list(HISTORIES).isEmpty(),
                "no history is recorded yet; run scripts/record-histories");
        return list(HISTORIES);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
