package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run comes to, as exit code and words. */
@ExtendWith(FakeTemporal.Extension.class)
class OutcomeTest {

    private final FakeTemporal temporal;

    OutcomeTest(FakeTemporal temporal) {
        this.temporal = temporal;
    }

    @Test
    void aRunThatSucceedsExitsWith0AndShowsItsReport() {
        reshard("succeed", "text").exits(0).prints("all 4096 slots moved", "4096 slots, 45 210 keys, 12.3 MB in 1.5 s");
    }

    @Test
    void aRunWithParkedSlotsExitsWith4AndSaysWhyAndWhatNext() {
        reshard("park", "text")
                .exits(4)
                .prints("2 slots are parked", "5-6: a key is too big", "next: send retryParked");
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidRequest, 2",
        "PreCheckFailed, 3",
        "StalePlan, 3",
        "LockHeld, 3",
        "ClusterUnreachable, 6",
        "GaveUp, 1",
        "VerbRefused, 2",
        "SomethingNew, 1"
    })
    void aFailureTypeHasItsExitCode(String type, int exitCode) {
        reshard("fail " + type, "text")
                .exits(exitCode)
                .prints("open-slot: slot 7 is open")
                .complains("the sentence of the failure");
    }

    @Test
    void withJsonAReportIsTheOnlyThingOnStandardOutput() {
        var json = reshard("park", "json").exits(4).json();
        assertThat(json.at("/state").textValue()).isEqualTo("PARTIAL");
        assertThat(json.at("/parked/0/slots").textValue()).isEqualTo("5-6");
    }

    @Test
    void withJsonAFailureCarriesTheReportThatTheRunLeft() {
        var json = reshard("fail PreCheckFailed", "json").exits(3).json();
        assertThat(json.at("/error/type").textValue()).isEqualTo("PreCheckFailed");
        assertThat(json.at("/error/sentence").textValue()).isEqualTo("the sentence of the failure");
        assertThat(json.at("/report/findings/0/code").textValue()).isEqualTo("open-slot");
    }

    @ParameterizedTest
    @CsvSource({"INFO, 0", "WARNING, 7", "ERROR, 7"})
    void diagnoseExitsWith7FromWarningsOn(String severity, int exitCode) {
        temporal.cli("diagnose", "--cluster", "prod", "--reason", severity)
                .exits(exitCode)
                .prints(severity + "  open-slot: slot 7 is open");
    }

    @Test
    void aHealthyClusterExitsWith0() {
        temporal.cli("diagnose", "--cluster", "prod").exits(0).prints("0 findings");
    }

    @Test
    void anUnreachableTemporalExitsWith5AndSaysHowToStartOne() {
        CliRun.of(CliRun.NO_TEMPORAL, "status", "r1")
                .exits(5)
                .printsNothing()
                .complains("cannot reach Temporal at 127.0.0.1:1; start one with `temporal server start-dev`")
                .complainsInOneSentence();
    }

    @ParameterizedTest
    @CsvSource({"TEMPORAL_TLS, true", "TEMPORAL_API_KEY, key"})
    void aPlainTemporalThatIsAskedByTlsIsNotCalledAway(String variable, String value) {
        Map<String, String> env = new HashMap<>(temporal.env());
        env.put(variable, value);
        CliRun run = CliRun.of(env, "status", "r1")
                .exits(5)
                .complains("cannot reach Temporal at " + temporal.address(), variable, "does it speak TLS")
                .complainsInOneSentence();
        assertThat(run.err()).doesNotContain("start one", "...");
    }

    @Test
    void aNameThatDoesNotResolveIsOneSentenceWithoutTheLibrariesLog() throws IOException, InterruptedException {
        Process process = CliProcess.start(Map.of("TEMPORAL_ADDRESS", "no-such-host.invalid:7233"), "status", "r1");
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        CliRun run = new CliRun("status r1", process.waitFor(), "", err);
        run.exits(5)
                .complains("cannot reach Temporal at no-such-host.invalid:7233")
                .complainsInOneSentence();
    }

    @Test
    void aNamespaceThatDoesNotExistIsNotAMissingRun() {
        StatusRuntimeException said =
                Status.NOT_FOUND.withDescription("Namespace nix is not found.").asRuntimeException();
        assertThat(Failures.translate(said).exitCode()).isEqualTo(5);
        assertThat(Failures.translate(said).sentence())
                .startsWith("Temporal: Namespace nix is not found; set TEMPORAL_NAMESPACE");
    }

    @Test
    void aProfileThatDoesNotExistIsBadInput() {
        CliRun.of(
                        Map.of("TEMPORAL_PROFILE", "nix", "TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml"),
                        "status",
                        "r1")
                .exits(2)
                .complains("Unable to find profile nix")
                .complainsInOneSentence();
    }

    @Test
    void whoIsNotAskedSeesThePlanAllTheSame() {
        reshard("finished", "text").exits(0).prints("moves:", " -> ");
    }

    @Test
    void aWorkflowIdInUseIsRefusedAndNamed() {
        String id = temporal.held();
        temporal.cli("reshard", "--cluster", "prod", "--to", "b:1", "--slots", "1", "--yes", "--workflow-id", id)
                .exits(3)
                .complains("workflow id " + id + " is open already")
                .complainsInOneSentence();
        temporal.end(id);
    }

    private CliRun reshard(String story, String output) {
        return temporal.cli(
                "reshard",
                "--cluster",
                "prod",
                "--to",
                "b:1",
                "--slot-count",
                "4096",
                "--yes",
                "--reason",
                story,
                "--workflow-id",
                "story-" + story.replace(' ', '-') + "-" + output,
                "--output",
                output);
    }
}
