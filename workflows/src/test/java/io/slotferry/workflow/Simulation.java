package io.slotferry.workflow;

import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.RunState;
import io.slotferry.contract.TaskQueues;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One Temporal test environment with time skipping; runs are told apart by the name of their cluster. */
final class Simulation implements AutoCloseable {

    /** Between two looks at a run; simulated time, nobody waits for it. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private static final int TICKS_MAX = 1_500;
    /** Real time; a run of many hundred waves takes ten seconds, three times that on a busy machine. */
    private static final int ANSWER_SECONDS = 90;

    /** Real time; a run takes some tens of milliseconds. */
    private static final Duration RUN_MAX = Duration.ofSeconds(60);
    /** Simulated time that passes in a few real milliseconds, unless somebody holds the clock. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    private TestWorkflowEnvironment environment;
    private final ConcurrentHashMap<String, Scene> scenes = new ConcurrentHashMap<>();

    /** What a run meets. */
    record Scene(
            String name,
            SimulatedCluster cluster,
            Operator operator,
            Troubles troubles,
            ClusterActivities look,
            SlotActivities slots,
            ReshardRequest request,
            boolean foundOpen) {}

    private final WorkerInterceptor[] interceptors;

    Simulation(WorkerInterceptor... interceptors) {
        this.interceptors = interceptors;
        environment = started();
    }

    private TestWorkflowEnvironment started() {
        TestWorkflowEnvironment fresh = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(SlotferryWorkflows.dataConverter())
                        .build())
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(interceptors)
                        .build())
                .build());
        Worker worker = fresh.newWorker(
                TaskQueues.SLOTFERRY,
                WorkerOptions.newBuilder()
                        .setMaxHeartbeatThrottleInterval(Duration.ofMillis(5))
                        .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(5))
                        .build());
        SlotferryWorkflows.registerOn(worker);
        worker.registerActivitiesImplementations(new Looks(), new Slots());
        fresh.start();
        return fresh;
    }

    /**
     * The in-memory server never gives its clock back when a workflow closes while the start of a child of it is under way (a run that ends while it retakes its lock): from then on time passes no quicker than ours, for
     * everybody. Such a server is of no use any more.
     */
    private void replaceServerThatCannotSkipTime() {
        long begun = System.nanoTime();
        letTimePass(PROBE, begun + RUN_MAX.toNanos(), "between two runs");
        if (System.nanoTime() - begun > PROBE.toNanos() * 9 / 10) {
            environment.close();
            environment = started();
        }
    }

    TestWorkflowEnvironment environment() {
        return environment;
    }

    long now() {
        return environment.currentTimeMillis();
    }

    WorkflowStub start(Scene scene) {
        replaceServerThatCannotSkipTime();
        scenes.put(scene.name(), scene);
        WorkflowStub run = environment
                .getWorkflowClient()
                .newUntypedWorkflowStub(
                        "Reshard",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(scene.name())
                                .setTaskQueue(TaskQueues.SLOTFERRY)
                                .build());
        scene.operator().attend(environment.getWorkflowClient(), run);
        run.start(scene.request());
        return environment.getWorkflowClient().newUntypedWorkflowStub(scene.name());
    }

    /** Starts a run and attends to it until it has closed. */
    Outcome run(Scene scene) {
        WorkflowStub run = start(scene);
        scene.operator().attend(environment.getWorkflowClient(), run);
        long deadline = System.nanoTime() + RUN_MAX.toNanos();
        for (int tick = 0; tick < TICKS_MAX; tick++) {
            Progress progress = scene.operator().progress();
            if (progress.state().ended()) {
                return outcome(run);
            }
            if (!scene.cluster().violations().isEmpty()) {
                run.terminate("an invariant is broken");
                throw new AssertionError(String.join("\n", scene.cluster().violations()));
            }
            scene.operator().tick(progress);
            letTimePass(TICK, deadline, "the run says " + progress);
        }
        Progress progress = scene.operator().progress();
        run.terminate("it takes too long");
        scene.cluster().violate("the run does not end: " + progress);
        throw new AssertionError(String.join("\n", scene.cluster().violations()));
    }

    /** Lets time pass until the run is in that state. */
    Progress await(WorkflowStub run, RunState wanted) {
        long deadline = System.nanoTime() + RUN_MAX.toNanos();
        Progress seen = run.query("progress", Progress.class);
        for (int tick = 0; tick < TICKS_MAX && seen.state() != wanted; tick++) {
            if (seen.state().ended()) {
                break;
            }
            letTimePass(TICK, deadline, "the run says " + seen);
            seen = run.query("progress", Progress.class);
        }
        if (seen.state() != wanted) {
            throw new AssertionError("the run is not " + wanted + " but " + seen);
        }
        return seen;
    }

    /** Whether the run has continued as new. One that hands over may say what its successor will say, so it gets a moment. */
    boolean hasSuccessor(WorkflowStub run, String firstRun) {
        letTimePass(TICK, System.nanoTime() + RUN_MAX.toNanos(), "nothing else happens");
        return !run.describe().getExecution().getRunId().equals(firstRun);
    }

    /** Lets time pass until this is so. */
    void awaitTrue(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + RUN_MAX.toNanos();
        for (int tick = 0; tick < TICKS_MAX && !holds.getAsBoolean(); tick++) {
            letTimePass(TICK, deadline, "still waiting for " + what);
        }
        if (!holds.getAsBoolean()) {
            throw new AssertionError("waited in vain for " + what);
        }
    }

    /** The server's own sleep has no limit, and lasts as long as it says when somebody keeps it from skipping time. */
    private void letTimePass(Duration simulated, long deadlineNanos, String when) {
        CompletableFuture<Void> slept = CompletableFuture.runAsync(() -> environment.sleep(simulated));
        try {
            slept.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "simulated time stands still: somebody holds the in-memory server's clock for more than "
                            + RUN_MAX.toSeconds() + " s; " + when,
                    e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("waiting for simulated time failed " + when, e);
        }
    }

    Outcome outcome(WorkflowStub run) {
        try {
            Report report = run.getResult(ANSWER_SECONDS, TimeUnit.SECONDS, Report.class);
            return new Outcome("Completed", "", "", report);
        } catch (TimeoutException e) {
            throw new AssertionError("the run does not close", e);
        } catch (WorkflowFailedException e) {
            Report left = memo(run);
            if (e.getCause() instanceof CanceledFailure) {
                return new Outcome("Canceled", "", "", left);
            }
            if (e.getCause() instanceof ApplicationFailure failure) {
                return new Outcome("Failed", failure.getType(), failure.getOriginalMessage(), left);
            }
            throw e;
        }
    }

    void terminateLock(SimulatedCluster cluster) {
        environment
                .getWorkflowClient()
                .newUntypedWorkflowStub(ClusterLockWorkflow.ID_PREFIX + cluster.nodes.firstKey())
                .terminate("its parent is gone");
    }

    Report memo(WorkflowStub run) {
        return (Report) run.describe().getMemo(Report.MEMO_KEY, Report.class);
    }

    @Override
    public void close() {
        environment.close();
    }

    private Scene scene(String cluster) {
        Scene scene = scenes.get(cluster);
        if (scene == null) {
            throw new IllegalStateException("no cluster " + cluster);
        }
        return scene;
    }

    private final class Looks implements ClusterActivities {

        @Override
        public Identity identify(String cluster, @Nullable List<String> nodes) {
            return scene(cluster).look().identify(cluster, nodes);
        }

        @Override
        public Prepared prepare(PrepareRequest request) {
            return scene(request.ref().cluster()).look().prepare(request);
        }

        @Override
        public Weighed weigh(WeighRequest request) {
            return scene(request.ref().cluster()).look().weigh(request);
        }

        @Override
        public Heirs watch(WatchRequest request) {
            return scene(request.ref().cluster()).look().watch(request);
        }

        @Override
        public Look verify(VerifyRequest request) {
            return scene(request.ref().cluster()).look().verify(request);
        }

        @Override
        public Look diagnose(String cluster) {
            return scene(cluster).look().diagnose(cluster);
        }
    }

    private final class Slots implements SlotActivities {

        @Override
        public Stepped setImporting(Wave wave) {
            return of(wave).setImporting(wave);
        }

        @Override
        public Stepped setMigrating(Wave wave) {
            return of(wave).setMigrating(wave);
        }

        @Override
        public Drained drain(DrainRequest request) {
            return of(request.wave()).drain(request);
        }

        @Override
        public Stepped setNode(Wave wave) {
            return of(wave).setNode(wave);
        }

        @Override
        public Stepped setStable(Wave wave) {
            return of(wave).setStable(wave);
        }

        @Override
        public NativeMoved moveNatively(Wave wave) {
            return of(wave).moveNatively(wave);
        }

        private SlotActivities of(Wave wave) {
            return scene(wave.ref().cluster()).slots();
        }
    }
}
