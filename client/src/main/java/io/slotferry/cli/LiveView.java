package io.slotferry.cli;

import io.slotferry.contract.Progress;

/** Shows a run as it goes. */
interface LiveView extends AutoCloseable {

    static LiveView on(Shell shell, boolean json) {
        // With json, standard output belongs to the one document.
        return shell.terminal().live() && !json
                ? new BarView(shell.out(), shell.terminal())
                : new LineView(json ? shell.err() : shell.out());
    }

    void show(Progress progress);

    /** Something about the watching itself; shown until the next progress. */
    void note(String sentence);

    /** Leaves the last picture standing and the cursor below it. */
    @Override
    void close();
}
