package io.slotferry.workflow;

import static io.temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.contract.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Everybody who sends something to the run: at scripted activity calls, so that it comes in the middle of things, and between two looks of the test at the run. Remembers what was accepted, and so what must not happen any more.
 */
final class Operator {

    enum Verb {
        PAUSE_SIGNAL,
        PAUSE_UPDATE,
        TUNE,
        FINISH_EARLY,
        ROLLBACK,
        CANCEL,
        RETRY_PARKED,
        LOSE_LOCK,
        KILL_NODE,
        STEAL_LOCK
    }

    /** What seeds choose from. */
    static final List<Verb> RANDOM = List.of(Verb.values()).subList(0, Verb.STEAL_LOCK.ordinal());

    boolean finishEarly;
    boolean rollback;
    boolean cancel;

    private final SimulatedCluster cluster;
    private final Troubles troubles;
    private final Random random;
    private final TreeMap<Integer, Verb> script = new TreeMap<>();
    private final TreeMap<Integer, String> startMap;
    private WorkflowClient client;
    private WorkflowStub run;
    private boolean onlyDuringDrains;
    private int calls;
    private int highestWave;
    private int lastForward = Integer.MAX_VALUE;
    private int lastBack = Integer.MAX_VALUE;
    private boolean pauseSent;
    private int ticksPaused;

    Operator(SimulatedCluster cluster, Troubles troubles, long seed) {
        this.cluster = cluster;
        this.troubles = troubles;
        this.random = new Random(seed);
        this.startMap = cluster.map();
    }

    Operator at(int call, Verb verb) {
        script.put(call, verb);
        return this;
    }

    synchronized void attend(WorkflowClient through, WorkflowStub to) {
        client = through;
        run = to;
    }

    TreeMap<Integer, String> startMap() {
        return startMap;
    }

    /** A wave begins: after a stop verb was answered none may, but those that bring slots home or finish what was open before. */
    synchronized void opens(Wave wave) {
        boolean back =
                rollback && wave.slots().stream().allMatch(slot -> wave.to().equals(startMap.get(slot)));
        boolean open = cluster.open().containsAll(wave.slots());
        if (!open && wave.number() > (back ? lastBack : lastForward)) {
            cluster.violate("wave " + wave.number() + " was opened after the run was told to stop");
        }
        highestWave = Math.max(highestWave, wave.number());
    }

    /** Messages only from inside drains: the in-memory server fails a workflow task that cancels an activity which has just ended. */
    Operator onlyDuringDrains() {
        onlyDuringDrains = true;
        return this;
    }

    /** Called by every regular activity; true if something was sent that ends paced drains early. */
    boolean regularCall(boolean drain) {
        Verb verb;
        synchronized (this) {
            calls++;
            if (script.isEmpty() || script.firstKey() > calls || (onlyDuringDrains && !drain)) {
                return false;
            }
            verb = script.pollFirstEntry().getValue();
        }
        return send(verb);
    }

    private boolean send(Verb verb) {
        cluster.note("operator: " + verb);
        return switch (verb) {
            case PAUSE_SIGNAL -> pause(() -> run.signal("pause", "look at something"));
            case PAUSE_UPDATE ->
                pause(() -> run.startUpdate("pause", WorkflowUpdateStage.ACCEPTED, String.class, "look"));
            case TUNE -> {
                tried(() -> run.update(
                        "tune", PaceLimits.class, new PaceLimits(null, null, 2L, null, null, null, List.of())));
                yield false;
            }
            case FINISH_EARLY, ROLLBACK, CANCEL -> stop(verb);
            case RETRY_PARKED -> {
                troubles.mend();
                cluster.converge();
                tried(() -> run.update("retryParked", String.class, "mended"));
                yield false;
            }
            case LOSE_LOCK -> tried(this::endLock);
            case STEAL_LOCK ->
                tried(() -> {
                    endLock();
                    WorkflowOptions options = WorkflowOptions.newBuilder()
                            .setWorkflowId(lockId())
                            .setTaskQueue(TaskQueues.SLOTFERRY)
                            .build();
                    WorkflowClient.start(client.newWorkflowStub(ClusterLockWorkflow.class, options)::hold);
                });
            case KILL_NODE -> {
                int which = random.nextInt(cluster.nodes.size());
                cluster.kill(cluster.nodeId(which), 1 + random.nextInt(30));
                yield false;
            }
        };
    }

    /** The in-memory server does not tell a parent that its child was terminated, so the lock ends by itself. */
    private void endLock() {
        WorkflowStub lock = client.newUntypedWorkflowStub(lockId());
        lock.signal("release");
        for (int i = 0; i < 1_000 && lock.describe().getStatus() == WORKFLOW_EXECUTION_STATUS_RUNNING; i++) {
            Thread.onSpinWait();
        }
    }

    private String lockId() {
        return ClusterLockWorkflow.ID_PREFIX + cluster.nodes.firstKey();
    }

    private boolean pause(Runnable how) {
        boolean sent = tried(how);
        synchronized (this) {
            pauseSent |= sent;
        }
        return sent;
    }

    private boolean stop(Verb verb) {
        boolean accepted = tried(() -> {
            switch (verb) {
                case FINISH_EARLY -> run.update("finishEarly", String.class, "enough");
                case ROLLBACK -> run.update("rollback", String.class, "wrong plan");
                default -> cancelAndWaitUntilHeard();
            }
        });
        if (accepted) {
            synchronized (this) {
                finishEarly |= verb == Verb.FINISH_EARLY;
                rollback |= verb == Verb.ROLLBACK;
                cancel |= verb == Verb.CANCEL;
                lastForward = Math.min(lastForward, highestWave);
                lastBack = cancel ? Math.min(lastBack, highestWave) : lastBack;
            }
        }
        return accepted;
    }

    /** A cancel request is answered before the run knows of it; an update that is refused comes after it. */
    private void cancelAndWaitUntilHeard() {
        run.cancel("stop here");
        for (int i = 0; i < 100; i++) {
            RunState state = progress().state();
            if (state == RunState.CANCELLING || state.ended()) {
                return;
            }
        }
    }

    private boolean tried(Runnable message) {
        try {
            message.run();
            return true;
        } catch (WorkflowException e) {
            cluster.note("operator: refused, " + e.getMessage());
            return false;
        }
    }

    Progress progress() {
        return run.query("progress", Progress.class);
    }

    /** Between two looks at the run: answers what it waits for. */
    void tick(Progress seen) {
        switch (seen.state()) {
            case AWAITING_APPROVAL -> tried(() -> run.update("approve", String.class, "go"));
            case NEEDS_OPERATOR -> send(random.nextInt(3) > 0 ? Verb.RETRY_PARKED : Verb.FINISH_EARLY);
            case PAUSED -> whilePaused();
            default -> {
                // A pause that came after a rollback holds that; the state does not say so.
                if (pauseSent && ++ticksPaused > 40) {
                    resume();
                }
            }
        }
    }

    private void whilePaused() {
        SlotSet open = cluster.open();
        Report report = run.query("report", Report.class);
        SlotSet listed = Outcome.listedOpen(report);
        if (report.state() == RunState.PAUSED && !listed.containsAll(open)) {
            cluster.violate("the run says PAUSED while slots " + open.minus(listed) + " are open");
        }
        int choice = random.nextInt(10);
        if (choice == 0) {
            send(Verb.CANCEL);
        } else if (choice == 1) {
            send(Verb.ROLLBACK);
        } else if (choice == 2) {
            send(Verb.FINISH_EARLY);
        } else {
            resume();
        }
    }

    private void resume() {
        synchronized (this) {
            pauseSent = false;
            ticksPaused = 0;
        }
        cluster.note("operator: resume");
        tried(() -> run.signal("resume", "go on"));
    }
}
