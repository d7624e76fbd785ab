package io.slotferry.cli;

import io.slotferry.contract.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** For logs and pipes: a line every 5 s, and at once when the state or what it waits for changes. */
final class LineView implements LiveView {

    private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private long printedAt;
    private long shownAt;
    private double elapsed;
    private String printedState = "";
    private String noted = "";

    LineView(PrintWriter out) {
        this(out, System::nanoTime);
    }

    LineView(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void show(Progress progress) {
        String state = progress.state() + progress.waitingFor() + progress.lastProblem();
        long now = nanoTime.getAsLong();
        noted = "";
        // A run's own clock stands still while it waits: two lines 5 s apart would say the same time.
        elapsed = Math.max(progress.elapsedSeconds(), shownAt == 0 ? 0 : elapsed + (now - shownAt) / 1e9);
        shownAt = now;
        if (state.equals(printedState) && now - printedAt < EVERY_NANOS) {
            return;
        }
        printedState = state;
        printedAt = now;
        print(ProgressText.plainLine(progress, elapsed));
    }

    @Override
    public void note(String sentence) {
        // The same sentence with another number is not worth another line.
        String kind = sentence.replaceAll("\\d+", "");
        if (!kind.equals(noted)) {
            noted = kind;
            print(sentence);
        }
    }

    @Override
    public void close() {}

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
