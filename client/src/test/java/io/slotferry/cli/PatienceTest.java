package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PatienceTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private final StringWriter err = new StringWriter();
    private final Shell shell = new Shell(
            Map.of(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            new BufferedReader(new StringReader("")),
            Terminal.NONE);

    @Test
    void withoutAWorkerItSaysSoOnceAndGivesUp() {
        Patience patience = new Patience(AT_ONCE, Duration.ofMillis(50), NEVER);
        CliFailure failure = givesUp(patience, () -> WorkerPresence.ABSENT);
        assertThat(failure.exitCode()).isEqualTo(5);
        assertThat(failure.sentence()).contains("no worker polls task queue slotferry; start one with");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void withAWorkerItSaysOnceThatItWaitsToTheLimit() {
        Patience patience = new Patience(AT_ONCE, AT_ONCE, Duration.ofMillis(50));
        CliFailure failure = givesUp(patience, () -> WorkerPresence.POLLING);
        assertThat(failure.sentence()).contains("see the worker's log");
        assertThat(err.toString()).isEqualToIgnoringNewLines("no answer for 0 s; still waiting");
    }

    @Test
    void aWorkerThatTemporalMissesLaterIsToldOfToo() {
        Iterator<WorkerPresence> seen =
                List.of(WorkerPresence.POLLING, WorkerPresence.ABSENT).iterator();
        Patience patience = new Patience(AT_ONCE, Duration.ofMillis(50), NEVER);
        givesUp(patience, () -> seen.hasNext() ? seen.next() : WorkerPresence.ABSENT);
        assertThat(err.toString().lines())
                .satisfiesExactly(first -> assertThat(first).contains("still waiting"), second -> assertThat(second)
                        .contains("no worker polls", "waiting for it"));
    }

    @Test
    void anAnswerThatComesAfterTheHintIsTaken() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Patience patience = new Patience(AT_ONCE, NEVER, NEVER);
        String got = patience.await(answer, shell, () -> {
            answer.complete("here");
            return WorkerPresence.ABSENT;
        });
        assertThat(got).isEqualTo("here");
        assertThat(err.toString()).contains("waiting for it");
    }

    private CliFailure givesUp(Patience patience, Supplier<WorkerPresence> worker) {
        return catchThrowableOfType(
                CliFailure.class, () -> patience.await(new CompletableFuture<String>(), shell, worker));
    }
}
