package io.slotferry.demo;

import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.lab.Keyspace;
import io.slotferry.lab.Verdict;
import java.util.Locale;

/** What is said in the end, and whether it is good. */
record Outcome(MoveStory story, Verdict verdict, Keyspace.ReadBack readBack) {

    boolean good() {
        return succeeded() && story.killed() && lost() == 0 && verdict.clean();
    }

    private boolean succeeded() {
        Report report = story.report();
        return report != null && report.state() == RunState.SUCCEEDED && report.slotsMoved() == Move.SLOTS;
    }

    private long lost() {
        return verdict.lost() + readBack.missing() + readBack.wrong();
    }

    void print(Screen screen) {
        screen.line("");
        row(screen, "keys checked", number(verdict.keysChecked() + readBack.keysChecked()));
        row(screen, "lost", mark(lost()));
        row(screen, "wrong nil reads", mark(verdict.wrongNil()));
        row(screen, "TRYAGAIN replies", number(verdict.tryAgain()));
        row(screen, "redirects followed", number(verdict.moved()) + " MOVED, " + number(verdict.asked()) + " ASK");
        row(screen, "clients while idle", verdict.idle().toString());
        row(screen, "clients while moving", verdict.moving().toString());
        row(screen, "  without a worker", verdict.unattended() + " (multi-key calls wait for open slots)");
        row(screen, "seconds", String.format(Locale.ROOT, "%.1f", story.seconds()));
        if (story.killed()) {
            row(
                    screen,
                    "worker",
                    String.format(
                            Locale.ROOT,
                            "killed with -9 at %d %%, another took over after %.1f s",
                            story.killedAtPercent(),
                            story.takenOverAfterSeconds()));
        }
        troubles(screen);
        screen.line("");
        verdictLine(screen);
    }

    private void troubles(Screen screen) {
        long refused = verdict.unavailable() + verdict.connectionErrors() + verdict.givenUp() + verdict.errors();
        if (refused > 0) {
            row(
                    screen,
                    "client troubles",
                    verdict.unavailable() + " CLUSTERDOWN and the like, " + verdict.connectionErrors()
                            + " connection errors, " + verdict.givenUp() + " given up, " + verdict.errors()
                            + " other errors");
            verdict.troubles().stream().distinct().forEach(trouble -> screen.verbatim("    " + trouble));
        }
        verdict.examples().forEach(screen::bad);
        readBack.examples().forEach(screen::bad);
    }

    private void verdictLine(Screen screen) {
        if (good()) {
            screen.done("@|bold nothing was lost|@, no wrong answer was given, and the move finished without its first"
                    + " worker");
        } else if (!succeeded()) {
            Report report = story.report();
            screen.bad("the run did not succeed:");
            screen.verbatim(report == null ? story.failure() : report.state() + ": " + report.headline());
        } else if (!story.killed()) {
            screen.bad("the run was over before the kill could land in it; give it more keys with --keys");
        } else {
            screen.bad("@|bold something was lost or answered wrongly|@");
        }
    }

    private static void row(Screen screen, String name, String value) {
        screen.line(String.format(Locale.ROOT, "  %-22s %s", name, value));
    }

    private static String mark(long count) {
        return count == 0 ? "@|bold,green 0|@" : "@|bold,red " + count + "|@";
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
    }
}
