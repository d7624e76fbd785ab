package io.slotferry.demo;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.TaskQueues;
import io.slotferry.lab.LabException;
import io.slotferry.lab.LiveClients;
import io.slotferry.lab.Phase;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The reshard, watched until its end; the worker is killed when about two fifths of the slots have moved. */
final class Move {

    /** A quarter of all hash slots. */
    static final int SLOTS = 4_096;

    private static final double KILL_SHARE = 0.4;
    /** Without a limit the move would be over in two seconds, and nobody would see anything. */
    private static final int SECONDS_AIM = 8;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration STALL_LIMIT = Duration.ofMinutes(2);

    private final Stage stage;
    private final LiveClients live;
    private final Screen screen;
    private final DemoOptions options;
    private final long startNanos = System.nanoTime();
    private final Pulse pulse = new Pulse();
    private double killedAt = -1;
    private int killedAtSlots;
    private int leftBehindSlots;
    private double takenOverAfter = -1;

    Move(Stage stage, LiveClients live, Screen screen, DemoOptions options) {
        this.stage = stage;
        this.live = live;
        this.screen = screen;
        this.options = options;
    }

    MoveStory run() {
        String id = "demo-" + LocalTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("HHmmss"));
        WorkflowClient client = DemoTemporal.connect(stage.temporal());
        WorkflowStub run = client.newUntypedWorkflowStub(
                "Reshard",
                WorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setTaskQueue(TaskQueues.SLOTFERRY)
                        .setStaticSummary("demo: " + SLOTS + " slots to "
                                + stage.newcomer().address())
                        .build());
        live.phase(Phase.MOVING);
        run.start(request());
        screen.done("workflow " + id + " started: " + SLOTS + " slots to "
                + stage.newcomer().address());
        CompletableFuture<Report> result = run.getResultAsync(Report.class);
        try (Sight sight = new Sight(stage.cluster(), stage.newcomer());
                StateWatch state = new StateWatch(run)) {
            screen.move(() -> bar(state));
            return follow(id, result, sight);
        } finally {
            screen.move(null);
            client.getWorkflowServiceStubs().shutdownNow();
        }
    }

    private ReshardRequest request() {
        long keysPerSecond = Math.max(100, options.keys / 4 / SECONDS_AIM);
        PaceLimits pace = new PaceLimits(null, null, null, null, keysPerSecond, null, List.of());
        // Moved by the server itself, a quarter is over before a kill can land in it.
        String engine = stage.cluster().binary().valkey() ? "keywise" : null;
        return new ReshardRequest(
                stage.cluster().seed(),
                stage.newcomer().address(),
                null,
                (long) SLOTS,
                null,
                null,
                engine,
                null,
                null,
                null,
                pace,
                null,
                "slotferry demo",
                null,
                List.of());
    }

    private MoveStory follow(String id, CompletableFuture<Report> result, Sight sight) {
        while (true) {
            Report report = null;
            String failure = "";
            try {
                report = result.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                act(sight.look());
                continue;
            } catch (ExecutionException e) {
                failure = sentence(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", e);
            }
            act(sight.look());
            live.phase(Phase.WARM_UP);
            int percent = killedAt < 0 ? -1 : percent(killedAtSlots);
            return new MoveStory(id, report, failure, elapsed(), percent, takenOverAfter);
        }
    }

    private void act(Sight.Look look) {
        pulse.beat(look, live.operations());
        if (killedAt < 0 && look.slots() >= KILL_SHARE * SLOTS && look.slots() < SLOTS) {
            kill(look);
        } else if (killedAt >= 0 && takenOverAfter < 0 && !stage.workers().isReady()) {
            // What the dead worker had sent may still take effect: that is not the next one's work.
            leftBehindSlots = look.slots();
        } else if (killedAt >= 0 && takenOverAfter < 0 && look.slots() > leftBehindSlots) {
            takenOverAfter = elapsed() - killedAt;
            live.phase(Phase.MOVING);
            screen.done(String.format(
                    java.util.Locale.ROOT,
                    "another worker took over after %.1f s, process %d",
                    takenOverAfter,
                    stage.workers().pid()));
        }
        if (pulse.still(STALL_LIMIT)) {
            throw new LabException("no slot has moved for " + STALL_LIMIT.toSeconds() + " s; the worker's last words:\n"
                    + stage.workers().logTail());
        }
    }

    private void kill(Sight.Look look) {
        long pid = stage.workers().pid();
        stage.workers().kill();
        live.phase(Phase.UNATTENDED);
        killedAt = elapsed();
        killedAtSlots = look.slots();
        leftBehindSlots = look.slots();
        screen.bad("@|bold worker killed with -9 at " + percent(look.slots()) + " %|@, process " + pid + "; "
                + look.open() + " slots were open. Another one is starting");
        stage.workers().replace();
    }

    private String bar(StateWatch state) {
        Sight.Look look = pulse.look();
        return String.format(
                java.util.Locale.ROOT,
                "  %s %2d %% %-9s %d/%d slots  %d keys/s  clients %d/s  %d s",
                screen.bar((double) look.slots() / SLOTS, 80),
                percent(look.slots()),
                // Before the numbers: a narrow terminal cuts the end.
                killedAt >= 0 && takenOverAfter < 0 ? "no worker yet" : state.state(),
                look.slots(),
                SLOTS,
                pulse.keysPerSecond(),
                pulse.callsPerSecond(),
                Math.round(elapsed()));
    }

    private static int percent(int slots) {
        return 100 * slots / SLOTS;
    }

    private double elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1_000.0;
    }

    private static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof WorkflowFailedException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof ApplicationFailure application
                ? application.getOriginalMessage()
                : String.valueOf(cause);
    }
}
