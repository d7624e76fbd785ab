package io.slotferry.demo;

import io.slotferry.lab.Keyspace;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.Phase;
import io.slotferry.lab.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The story: set the stage, measure the quiet, move and kill, read everything back, say what was found. */
final class Demo {

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final Duration HEALTHY_LIMIT = Duration.ofSeconds(20);

    private final DemoOptions options;
    private final Screen screen;

    Demo(DemoOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /** Whether everything went as it must. */
    boolean play() {
        screen.line("@|bold Slotferry demo|@: a quarter of a live cluster moves to a new node, and the worker is killed"
                + " with -9 on the way.");
        Stage stage = Stage.set(options, screen);
        try (LiveClients live = LiveClients.on(stage.cluster())
                .keyspace(stage.keyspace())
                .seed(options.seed)
                .start()) {
            measureTheQuiet(live);
            MoveStory story = new Move(stage, live, screen, options).run();
            Verdict verdict = screen.during("reading back what clients wrote", note -> live.verify());
            Keyspace.ReadBack readBack = readBack(stage);
            screen.during("asking every node who owns what", note -> {
                stage.cluster().awaitHealthy(HEALTHY_LIMIT);
                return true;
            });
            screen.done("every node agrees on every owner; no slot is open");
            Outcome outcome = new Outcome(story, verdict, readBack);
            outcome.print(screen);
            new Farewell(stage, story, screen).print(options.keep);
            return outcome.good();
        }
    }

    private void measureTheQuiet(LiveClients live) {
        screen.during("2 writers and 2 readers warm up", note -> pause(WARM_UP));
        live.phase(Phase.IDLE);
        screen.during("measuring them while nothing moves", note -> pause(IDLE));
        screen.done("2 writers and 2 readers make 2000 calls a second and check every answer");
    }

    private Keyspace.ReadBack readBack(Stage stage) {
        AtomicInteger read = new AtomicInteger();
        int keys = stage.keyspace().keys();
        screen.move(() -> "  reading back "
                + screen.bar((double) read.get() / keys, 45)
                + " "
                + read.get()
                + " of "
                + keys
                + " keys");
        try {
            return stage.keyspace().readBack(stage.cluster(), read::set);
        } finally {
            screen.move(null);
        }
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
