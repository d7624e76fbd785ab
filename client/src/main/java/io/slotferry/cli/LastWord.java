package io.slotferry.cli;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who ends a command in words, with its one JSON document: the command itself, or the signal that ends it. Never both: a wait that is broken off fails too, in words that nobody shall read.
 *
 * <p>A shutdown hook does not learn which signal it is for, and with it the exit code. Hence {@code sun.misc.Signal}, with the one warning that javac cannot be talked out of.
 */
final class LastWord {

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** A command that is stuck in writing, because nobody reads, must not keep the signal out. */
    private static final long TAKE_MS = 1_000;

    private static boolean said;

    private LastWord() {}

    /** Says it, unless a signal came first: then this never returns, for the process is ending. */
    static void say(Runnable words) {
        LOCK.lock();
        try {
            said = true;
            words.run();
        } finally {
            LOCK.unlock();
        }
    }

    /** From now on a signal ends this process with 128 and its number, as it would by itself, and with a document if that is what standard output is for. */
    static void onSignal(Shell shell, boolean json) {
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                sun.misc.Signal.handle(
                        new sun.misc.Signal(name), signal -> end(ExitCode.ofSignal(signal.getNumber()), shell, json));
            } catch (IllegalArgumentException e) {
                // Windows has no HUP, and a virtual machine started with -Xrs none of them: that one ends as it always
                // did.
                continue;
            }
        }
    }

    private static void end(int code, Shell shell, boolean json) {
        try {
            // Not given back: from here on only the hooks speak.
            if (LOCK.tryLock(TAKE_MS, TimeUnit.MILLISECONDS) && json && !said) {
                Json.print(shell.out(), Json.error(CliFailure.interrupted(code)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            System.exit(code);
        }
    }
}
