package io.slotferry.cli;

import io.slotferry.contract.Progress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws the same few lines over each other on a terminal. */
final class BarView implements LiveView {

    private static final String CLEAR_BELOW = "\033[J";

    private final PrintWriter out;
    private final Terminal terminal;
    private @Nullable Progress last;
    private int drawn;
    private boolean closed;

    BarView(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void show(Progress progress) {
        last = progress;
        draw("");
    }

    @Override
    public synchronized void note(String sentence) {
        draw(sentence);
    }

    @Override
    public synchronized void close() {
        closed = true;
        out.flush();
    }

    private void draw(String note) {
        if (closed) {
            return;
        }
        // One column is left free: a line that fills the last one makes some terminals wrap.
        int width = terminal.columns() - 1;
        List<String> lines = new ArrayList<>();
        if (last != null) {
            lines.addAll(ProgressText.lines(last, width));
        }
        if (!note.isEmpty()) {
            lines.addAll(ProgressText.wrap(note, width));
        }
        StringBuilder picture = new StringBuilder();
        if (drawn > 0) {
            picture.append("\033[").append(drawn).append('A');
        }
        picture.append('\r').append(CLEAR_BELOW);
        for (String line : lines) {
            picture.append(terminal.color() && last != null ? StateColor.paint(line, last.state()) : line)
                    .append('\n');
        }
        drawn = lines.size();
        out.print(picture);
        out.flush();
    }
}
