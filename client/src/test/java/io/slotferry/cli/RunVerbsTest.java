package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands on a run, against the fake one. */
@ExtendWith(FakeTemporal.Extension.class)
class RunVerbsTest {

    private final FakeTemporal temporal;

    RunVerbsTest(FakeTemporal temporal) {
        this.temporal = temporal;
    }

    @Test
    void pauseAndResumePrintWhatTheRunAnswers() {
        String id = temporal.held();
        temporal.cli("pause", id, "--reason", "lunch").exits(0).prints("paused: no slot is open (lunch)");
        temporal.cli("pause", id)
                .exits(2)
                .complains("the run is paused already")
                .complainsInOneSentence();
        temporal.cli("status", id).exits(0).prints("PAUSED", "waits for: somebody to resume it", "next: send resume");
        temporal.cli("resume", id).exits(0).prints("resumed");
        temporal.end(id);
    }

    @Test
    void theOnlyOpenRunNeedsNoName() {
        String id = temporal.held();
        temporal.cli("status").exits(0).prints(id + ": moving", "1234/4096 slots", "RUNNING");
        temporal.end(id);
    }

    @Test
    void statusKeepsToTheTerminalAndIsWholeInAPipe() {
        String id = temporal.held();
        temporal.cli("pause", id).exits(0);
        Terminal narrow = new Terminal(true, true, 40, false);
        CliRun shown = CliRun.on(narrow, temporal.env(), "status", id).exits(0).prints("PAUSED", "1234/4096 slots");
        assertThat(shown.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
        Terminal piped = new Terminal(true, false, 40, false);
        CliRun.on(piped, temporal.env(), "status", id)
                .prints("1234/4096 slots  30.1%  45 210 keys/s  ETA 0:42  PAUSED");
        temporal.end(id);
    }

    @Test
    void withoutAnOpenRunANameIsAskedFor() {
        temporal.cli("pause")
                .exits(2)
                .complains("no run of type Reshard or Repair is open")
                .complainsInOneSentence();
    }

    @Test
    void withSeveralOpenRunsTheyAreNamed() {
        String one = temporal.held();
        String two = temporal.held();
        temporal.cli("pause").exits(2).complains("2 runs are open", one, two).complainsInOneSentence();
        temporal.end(one);
        temporal.end(two);
    }

    @Test
    void tuneShowsThePaceThatHoldsNow() {
        String id = temporal.held();
        temporal.cli("tune", id, "--keys-per-second", "5000", "--lanes-max", "2")
                .exits(0)
                .prints("5000 keys per second at most", "2 lanes", "100 keys per MIGRATE");
        var json = temporal.cli("tune", id, "--lanes-max", "3", "--output", "json")
                .exits(0)
                .json();
        assertThat(json.at("/pace/lanesMax").intValue()).isEqualTo(3);
        assertThat(json.at("/workflowId").textValue()).isEqualTo(id);
        temporal.end(id);
    }

    @Test
    void retryParkedIsSentAsItIsCalledInTheContract() {
        String id = temporal.held();
        temporal.cli("retry-parked", id).exits(0).prints("retrying");
        temporal.end(id);
    }

    @Test
    void approveNamesWhoApproves() {
        String id = temporal.held();
        temporal.cli("approve", id).exits(0).prints("approved by ann");
        temporal.cli("approve", id, "--requested-by", "bob").exits(0).prints("approved by bob");
        temporal.end(id);
    }

    @Test
    void rollbackIsAskedAboutOnATerminal() {
        String id = temporal.held();
        CliRun.answering(temporal.env(), "n", "rollback", id).exits(1).complains("[y/N]", "nothing was changed");
        CliRun.answering(temporal.env(), "y", "rollback", id).exits(0).prints("rolling back");
        temporal.cli("rollback", id, "--yes").exits(0).prints("rolling back");
        temporal.end(id);
    }

    @Test
    void reverseRunsTheInverseOfWhatAnEndedRunMoved() {
        String id = temporal.held();
        temporal.cli("reverse", id, "--yes").exits(2).complains("is not over", "rollback " + id);
        temporal.end(id);
        temporal.cli("reverse", id).exits(2).complains("--yes").complainsInOneSentence();

        CliRun.answering(temporal.env(), "n", "reverse", id).exits(1).complains("nothing was changed");
        var back = temporal.cli("reverse", id, "--yes", "--output", "json")
                .exits(0)
                .json();

        assertThat(back.at("/plan/0/slots").textValue()).isEqualTo("0-99");
        assertThat(back.at("/plan/0/to").textValue()).isEqualTo(FakeReshard.A);
    }

    @Test
    void whatMovedNothingIsNotReversed() {
        temporal.start("idle-1", "nothing-moved");
        temporal.cli("watch", "idle-1").exits(0);
        temporal.cli("reverse", "idle-1", "--yes").exits(0).complains("has moved nothing");
    }

    @Test
    void cancelWaitsForTheEndAndShowsWhatTheRunLeft() {
        String id = temporal.held();
        temporal.cli("cancel", id).exits(0).prints("cancelled, no slot is open");
        temporal.cli("watch", id).exits(1).prints("cancelled, no slot is open");
        temporal.cli("report", id).exits(0).prints("cancelled, no slot is open");
        temporal.cli("status", id).exits(0).prints(id + ": CANCELLED, cancelled, no slot is open", "report " + id);
        temporal.cli("cancel", id).exits(2).complains("has ended already").complainsInOneSentence();
    }

    @Test
    void aRunThatHasEndedRefusesAnUpdate() {
        String id = temporal.held();
        temporal.end(id);
        temporal.cli("pause", id).exits(2).complains("has ended already").complainsInOneSentence();
    }

    @Test
    void anUnknownRunIsNamed() {
        for (String verb : new String[] {"status", "watch", "report", "pause", "cancel", "reverse"}) {
            String[] words =
                    verb.equals("reverse") ? new String[] {verb, "nobody", "--yes"} : new String[] {verb, "nobody"};
            temporal.cli(words)
                    .exits(2)
                    .complains("no run with workflow id nobody")
                    .complainsInOneSentence();
        }
    }

    @Test
    void reportOfAnOpenRunIsHowItStands() {
        String id = temporal.held();
        temporal.cli("report", id).exits(0).prints("so far");
        temporal.end(id);
        temporal.cli("report", id).exits(0).prints("finished early");
    }

    @Test
    void statusAsJsonIsTheProgress() {
        String id = temporal.held();
        var json = temporal.cli("--output", "json", "status", id).exits(0).json();
        assertThat(json.at("/slotsMoved").intValue()).isEqualTo(1234);
        assertThat(json.at("/state").textValue()).isEqualTo("RUNNING");
        temporal.end(id);
    }

    @Test
    void detachSaysHowToWatch() {
        CliRun started = temporal.cli(
                        "reshard",
                        "--cluster",
                        "10.0.0.1:7000,10.0.0.2:7000",
                        "--to",
                        "b:1",
                        "--slots",
                        "1",
                        "--yes",
                        "--detach")
                .exits(0)
                .prints("started reshard-10.0.0.1-7000-10.0.0.2-7000-2", "./slotferry watch reshard-10.0.0.1-7000");
        String id = started.out().lines().findFirst().orElseThrow().replace("started ", "");
        temporal.cli("watch", id).exits(0).prints("all 4096 slots moved");
    }
}
