package io.slotferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotferry.contract.RunState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveViewTest {

    private final StringWriter out = new StringWriter();
    private final AtomicLong clock = new AtomicLong(Duration.ofHours(1).toNanos());

    @Test
    void plainLinesComeEveryFiveSecondsAndOnAChangeOfState() {
        LineView view = new LineView(new PrintWriter(out), clock::get);
        view.show(FakeReshard.progress(RunState.RUNNING, 1));
        after(4_999);
        view.show(FakeReshard.progress(RunState.RUNNING, 2));
        after(1);
        view.show(FakeReshard.progress(RunState.RUNNING, 3));
        view.show(FakeReshard.progress(RunState.PAUSED, 4));
        assertThat(out.toString().lines().map(line -> line.replaceAll("^\\S+ +(\\d+)/.*", "$1")))
                .containsExactly("1", "3", "4");
    }

    @Test
    void theTimeGoesOnWhileTheRunsOwnClockStandsStill() {
        LineView view = new LineView(new PrintWriter(out), clock::get);
        after(1);
        view.show(FakeReshard.progress(RunState.STALLED, 1));
        after(5_000);
        view.show(FakeReshard.progress(RunState.STALLED, 1));
        List<Integer> seconds = out.toString()
                .lines()
                .map(line -> line.replaceAll("^(\\d+):(\\d+) .*", "$1 $2").split(" "))
                .map(parts -> Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]))
                .toList();
        assertThat(seconds).hasSize(2);
        assertThat(seconds.get(1) - seconds.get(0)).isEqualTo(5);
    }

    @Test
    void theSameNoteWithAnotherNumberIsPrintedOnce() {
        LineView view = new LineView(new PrintWriter(out), clock::get);
        view.note("no answer for 3 s");
        view.note("no answer for 4 s");
        view.show(FakeReshard.progress(RunState.RUNNING, 1));
        view.note("no answer for 3 s");
        assertThat(out.toString().lines().filter(line -> line.startsWith("no answer")))
                .hasSize(2);
    }

    @Test
    void theBarIsDrawnOverItself() {
        BarView view = new BarView(new PrintWriter(out), new Terminal(true, true, 100, false));
        view.show(FakeReshard.progress(RunState.RUNNING, 1234));
        view.show(FakeReshard.progress(RunState.RUNNING, 2345));
        assertThat(out.toString()).startsWith("\r\033[J[").contains("\n\033[2A\r\033[J[", "2345/4096 slots");
    }

    @Test
    void withoutColourThereIsNone() {
        BarView view = new BarView(new PrintWriter(out), new Terminal(true, true, 100, false));
        view.show(FakeReshard.progress(RunState.STALLED, 1));
        assertThat(out.toString()).contains("STALLED\n").doesNotContain("\033[31m");
    }

    @Test
    void withColourTheStateIsPainted() {
        BarView view = new BarView(new PrintWriter(out), new Terminal(true, true, 100, true));
        view.show(FakeReshard.progress(RunState.RUNNING, 1));
        assertThat(out.toString()).contains("\033[32mRUNNING\033[0m\n");
    }

    @Test
    void aNoteStandsBelowTheBarUntilTheNextProgress() {
        BarView view = new BarView(new PrintWriter(out), new Terminal(true, true, 100, false));
        view.show(FakeReshard.progress(RunState.RUNNING, 1));
        view.note("no worker polls");
        view.show(FakeReshard.progress(RunState.RUNNING, 2));
        assertThat(out.toString()).contains("draining\nno worker polls\n\033[3A\r\033[J");
    }

    @Test
    void nothingIsDrawnOverWhatFollowsTheEnd() {
        BarView view = new BarView(new PrintWriter(out), new Terminal(true, true, 100, false));
        view.close();
        view.show(FakeReshard.progress(RunState.RUNNING, 1));
        assertThat(out.toString()).isEmpty();
    }

    private void after(long millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
