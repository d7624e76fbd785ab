package io.slotferry.cli;

import java.io.PrintWriter;

/** What is still to be done when the operator presses Ctrl-C; {@link LastWord} then ends the process. */
final class Farewell implements AutoCloseable {

    private final Thread hook;

    private Farewell(Runnable last) {
        this.hook = new Thread(last, "slotferry-farewell");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Farewell onInterrupt(Runnable last) {
        return new Farewell(last);
    }

    static void runGoesOn(PrintWriter err, String workflowId) {
        say(err, "the run goes on; watch it with ./slotferry watch " + workflowId);
    }

    static void runEnds(PrintWriter err, String workflowId) {
        say(
                err,
                "the cancellation is requested: the run ends once its open slots are closed; ./slotferry watch "
                        + workflowId);
    }

    static void nothingChanged(PrintWriter err) {
        say(err, "nothing was changed");
    }

    /** Whether it arrives is not known: the run may be at it already. */
    static void unanswered(PrintWriter err, String workflowId, String update) {
        say(err, "whether " + update + " took effect is not known yet; look with ./slotferry status " + workflowId);
    }

    private static void say(PrintWriter err, String sentence) {
        err.println();
        err.println(sentence);
        err.flush();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: this is the interrupt it was for.
        }
    }
}
