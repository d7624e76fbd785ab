package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Looking before moving. */
@ExtendWith(FakeTemporal.Extension.class)
class PlanTest {

    private static final String[] INTENT = {"--cluster", "prod", "--to", "b:1", "--slot-count", "102"};

    private final FakeTemporal temporal;

    PlanTest(FakeTemporal temporal) {
        this.temporal = temporal;
    }

    @Test
    void planPrintsMovesAndFindings() {
        temporal.cli(words("plan"))
                .exits(0)
                .prints("2 moves planned", "100 slots  aaaaaaaaaa -> bbbbbbbbbb  0-99", "2 slots  aaaaaaaaaa")
                .prints("INFO  open-slot: slot 7 is open");
    }

    @Test
    void planAsJsonIsTheReport() {
        var json = temporal.cli(words("plan", "--output", "json")).exits(0).json();
        assertThat(json.at("/state").textValue()).isEqualTo("PLANNED");
        assertThat(json.at("/plan/1/slots").textValue()).isEqualTo("200,202");
    }

    @Test
    void aPlanThatACheckForbidsExitsWith3() {
        temporal.cli(words("plan", "--reason", "forbidden")).exits(3).prints("ERROR  open-slot");
    }

    @Test
    void aDryRunThatIsRefusedShowsEveryFindingItLeft() {
        temporal.cli(words("plan", "--reason", "fail PreCheckFailed"))
                .exits(3)
                .prints("ERROR  open-slot: slot 7 is open", "next: close it")
                .complains("the sentence of the failure");
        var json = temporal.cli(words("plan", "--reason", "fail PreCheckFailed", "--output", "json"))
                .exits(3)
                .json();
        assertThat(json.at("/report/findings/0/code").textValue()).isEqualTo("open-slot");
    }

    @Test
    void dryRunIsPlanUnderAnotherName() {
        temporal.cli(words("reshard", "--dry-run")).exits(0).prints("2 moves planned");
    }

    @Test
    void movesMayComeFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("moves.json"), "[{\"slots\": \"8-9\", \"to\": \"b:1\"}]");
        temporal.cli("plan", "--cluster", "prod", "--moves", "@" + file)
                .exits(0)
                .prints("2 slots  pinned -> b:1  8-9");
    }

    @Test
    void reshardMovesExactlyWhatWasConfirmed() {
        CliRun.answering(temporal.env(), "y", words("reshard", "--workflow-id", "confirmed"))
                .exits(0)
                .prints("2 moves planned", "all 4096 slots moved")
                .complains("Move 102 slots? [y/N]");
        temporal.cli("report", "confirmed").prints("100 slots  pinned -> bbbbbbbbbb  0-99", "2 slots  pinned");
    }

    @Test
    void whatIsConfirmedIsPlannedAsTheRunItselfWouldPlanIt() {
        CliRun.answering(temporal.env(), "n", words("reshard", "--workflow-id", "again"))
                .exits(1);

        temporal.cli("report", "plan-again").exits(0).prints("2 moves planned");
    }

    @Test
    void reshardThatIsNotConfirmedMovesNothing() {
        CliRun run = CliRun.answering(temporal.env(), "n", words("reshard", "--workflow-id", "declined"))
                .exits(1)
                .complains("nothing was changed");
        assertThat(run.out()).doesNotContain("all 4096 slots moved");
        temporal.cli("report", "declined").exits(2).complains("no run with workflow id declined");
    }

    @Test
    void reshardThatACheckForbidsDoesNotAsk() {
        CliRun run = CliRun.answering(temporal.env(), "y", words("reshard", "--reason", "forbidden"))
                .exits(3);
        assertThat(run.err()).doesNotContain("[y/N]");
    }

    @Test
    void reshardWithNothingToMoveSaysSoAndIsDone() {
        CliRun.answering(temporal.env(), "y", words("reshard", "--reason", "nothing"))
                .exits(0)
                .complains("there is nothing to move");
    }

    private static String[] words(String verb, String... more) {
        String[] words = new String[1 + INTENT.length + more.length];
        words[0] = verb;
        System.arraycopy(INTENT, 0, words, 1, INTENT.length);
        System.arraycopy(more, 0, words, 1 + INTENT.length, more.length);
        return words;
    }
}
