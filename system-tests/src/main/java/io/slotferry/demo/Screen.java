package io.slotferry.demo;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What the demo shows: lines that stay, and below them one line that is always moving, so that nobody wonders whether anything happens. On something that is no terminal the moving line becomes a plain line now and then.
 */
final class Screen {

    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration PLAIN_BAR_EVERY = Duration.ofSeconds(2);
    private static final Duration PLAIN_STEP_EVERY = Duration.ofSeconds(5);
    private static final String ERASE = "\r\u001b[2K";
    /** A line wider than the terminal must not wrap, or erasing it would leave its first half. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean live;
    private final Ansi ansi;
    private final boolean unicode;
    private final int columns;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "screen");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> ticking;
    private @Nullable Supplier<String> moving;
    private long plainEveryNanos;
    private long plainPrintedAt = System.nanoTime();
    private boolean drawn;
    private boolean ended;

    Screen(PrintStream out) {
        this.out = out;
        // The launcher tests the descriptors: System.console() answers differently from one JDK to the next.
        boolean terminal = System.getProperty("slotferry.terminal", "").contains("out");
        this.live = terminal && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        boolean color = live && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        this.ansi = color ? Ansi.ON : Ansi.OFF;
        String encoding =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        this.unicode = Charset.forName(encoding).newEncoder().canEncode('\u2588');
        String width = System.getProperty("slotferry.columns", "");
        this.columns = width.matches("[1-9]\\d{1,3}") ? Integer.parseInt(width) : 80;
        ticking =
                ticker.scheduleWithFixedDelay(this::tick, REDRAW.toMillis(), REDRAW.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A line that stays, with picocli's markup such as {@code @|green text|@}. */
    synchronized void line(String markup) {
        verbatim(ansi.string(markup));
    }

    /** A line that stays and is shown as it is: for text that others wrote. */
    synchronized void verbatim(String text) {
        if (ended) {
            return;
        }
        erase();
        out.println(text);
        draw();
        out.flush();
    }

    void done(String text) {
        line("@|green " + (unicode ? "\u2713" : "ok") + "|@ " + text);
    }

    void bad(String text) {
        line("@|bold,red " + (unicode ? "\u2717" : "!!") + "|@ " + text);
    }

    /** Works with a moving line that says what is being done and for how long; the work may add a note. */
    <T> T during(String title, Function<Consumer<String>, T> work) {
        long start = System.nanoTime();
        String[] note = {""};
        move(PLAIN_STEP_EVERY, () -> {
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            return "  " + title + (note[0].isEmpty() ? "" : ": " + note[0]) + " (" + seconds + " s)";
        });
        try {
            return work.apply(text -> note[0] = text);
        } finally {
            move(null);
        }
    }

    /** From now on this is the moving line; null for none. */
    void move(@Nullable Supplier<String> text) {
        move(PLAIN_BAR_EVERY, text);
    }

    private synchronized void move(Duration plainEvery, @Nullable Supplier<String> text) {
        plainEveryNanos = plainEvery.toNanos();
        erase();
        moving = text;
        plainPrintedAt = System.nanoTime();
        draw();
        out.flush();
    }

    /** A bar of the width that is left beside so much text. */
    String bar(double share, int besides) {
        int width = Math.max(10, Math.min(40, columns - besides));
        int full = (int) Math.round(share * width);
        String done = (unicode ? "\u2588" : "#").repeat(full);
        String rest = (unicode ? "\u2591" : ".").repeat(width - full);
        return "[@|green " + done + "|@" + rest + "]";
    }

    private synchronized void tick() {
        if (live) {
            draw();
        } else if (moving != null && !ended && System.nanoTime() - plainPrintedAt > plainEveryNanos) {
            plainPrintedAt = System.nanoTime();
            out.println(ansi.string(moving.get()));
        }
        out.flush();
    }

    private void draw() {
        if (live && moving != null && !ended) {
            out.print(NO_WRAP + ERASE + ansi.string(moving.get()) + WRAP);
            drawn = true;
        }
    }

    private void erase() {
        if (drawn) {
            out.print(ERASE);
            drawn = false;
        }
    }

    /** Shows nothing more: what fails while everything is being stopped is no news. */
    synchronized void end() {
        ticking.cancel(false);
        ticker.shutdownNow();
        move(null);
        ended = true;
    }
}
