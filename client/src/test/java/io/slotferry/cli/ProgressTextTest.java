package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.LaneProgress;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RunState;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTextTest {

    @Test
    void aWideTerminalShowsBarRateTimeToGoStateAndLanes() {
        assertThat(ProgressText.lines(FakeReshard.progress(RunState.RUNNING, 1234), 120))
                .containsExactly(
                        "[===========>                            ] 1234/4096 slots  30.1%  45 210 keys/s  ETA 0:42  RUNNING",
                        "  a:1 -> b:1  [===========>                            ] 1234/4096  12 open  draining");
    }

    @Test
    void aPausedRunShowsWhatItWaitsForAndWhatToSend() {
        assertThat(ProgressText.lines(FakeReshard.progress(RunState.PAUSED, 1234), 120))
                .contains("  waits for: somebody to resume it", "  next: send resume");
    }

    @Test
    void theLastProblemIsShownWhileRunning() {
        Progress progress = changed(RunState.RUNNING, 0, 1, "", "node a:1 did not answer");
        assertThat(ProgressText.lines(progress, 80)).contains("  last problem: node a:1 did not answer");
        assertThat(ProgressText.plainLine(progress, progress.elapsedSeconds()))
                .endsWith("RUNNING  last problem: node a:1 did not answer");
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 25, 40, 60, 79, 120, 500})
    void noLineIsWiderThanTheTerminal(int width) {
        Progress progress = changed(RunState.STALLED, 4096, 4096, "word ".repeat(60), "w".repeat(300));
        assertThat(ProgressText.lines(progress, width))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }

    @ParameterizedTest
    @CsvSource({
        "60, 1234/4096 slots  30.1%  45 210 keys/s  ETA 0:42  STALLED",
        "56, 1234/4096 slots  30.1%  45 210 keys/s  ETA 0:42  STALLED",
        "55, 1234/4096 slots  45 210 keys/s  ETA 0:42  STALLED",
        "39, 1234/4096 slots  ETA 0:42  STALLED",
        "30, 1234/4096 slots  STALLED",
        "19, 1234/4096  STALLED",
        "17, [=>     ] STALLED"
    })
    void theStateStaysOnANarrowTerminal(int width, String line) {
        assertThat(ProgressText.lines(FakeReshard.progress(RunState.STALLED, 1234), width)
                        .get(0))
                .isEqualTo(line);
    }

    @ParameterizedTest
    @EnumSource(RunState.class)
    void everyStateFitsTheNarrowest(RunState state) {
        var progress = new Progress(
                "prod", state, "", 16384, 16383, 0, 9999, 0, 0, 0, 99_999_999, 99_999, 0.4, List.of(), "", "", "");
        assertThat(ProgressText.lines(progress, 19).get(0)).endsWith(state.name());
    }

    @Test
    void whatIsPrintedOnceKeepsEveryWord() {
        String sentence = "word ".repeat(60).strip() + " " + "w".repeat(100) + " end";
        Progress progress = changed(RunState.STALLED, 1, 0, sentence, "");
        List<String> lines = ProgressText.whole(progress, 40);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
        assertThat(String.join("", lines).replace(" ", "")).contains(sentence.replace(" ", ""));
        assertThat(ProgressText.lines(progress, 40)).hasSizeLessThan(lines.size());
    }

    @Test
    void manyLanesAreCounted() {
        var lane = new LaneProgress("a:1", "b:1", 10, 1, 1, 0, "idle");
        Progress progress = changed(RunState.RUNNING, 1, Collections.nCopies(11, lane));
        assertThat(ProgressText.lines(progress, 80)).hasSize(10).last().isEqualTo("  and 3 more lanes");
    }

    @Test
    void aFullBarHasNoTipAndAnEmptyOneNeither() {
        assertThat(ProgressText.lines(changed(RunState.VERIFYING, 4096, List.of()), 120)
                        .get(0))
                .startsWith("[" + "=".repeat(40) + "] 4096/4096 slots  100.0%");
        assertThat(ProgressText.lines(changed(RunState.PRECHECKING, 0, List.of()), 120)
                        .get(0))
                .startsWith("[" + " ".repeat(40) + "] 0/4096 slots  0.0%");
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "42, 0:42", "61, 1:01", "3599, 59:59", "3600, 1:00:00", "90061, 25:01:01"})
    void durationsReadLikeAClock(long seconds, String text) {
        assertThat(ProgressText.duration(seconds)).isEqualTo(text);
    }

    @Test
    void anUnknownTimeToGoIsADash() {
        var progress =
                new Progress("prod", RunState.PRECHECKING, "", 0, 0, 0, 3, 0, 0, 0, 0, -1, 0.4, List.of(), "", "", "");
        assertThat(ProgressText.plainLine(progress, progress.elapsedSeconds()))
                .isEqualTo("0:00  0/0 slots  0.0%  0 keys/s  ETA -  3 parked  PRECHECKING");
    }

    private static Progress changed(RunState state, int moved, List<LaneProgress> lanes) {
        return new Progress("prod", state, "", 4096, moved, 0, 0, 0, 0, 0, 0, -1, 1, lanes, "", "", "");
    }

    private static Progress changed(RunState state, int moved, int lanes, String waitingFor, String problem) {
        var lane = new LaneProgress("host-a.example:7001", "host-b.example:7002", 10, 1, 1, 0, "drains slot 7");
        return new Progress(
                "prod",
                state,
                "",
                4096,
                moved,
                0,
                0,
                0,
                0,
                0,
                0,
                -1,
                1,
                Collections.nCopies(Math.min(lanes, 20), lane),
                waitingFor,
                problem,
                "send resume");
    }
}
