package io.slotferry.redis;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.Finding;
import io.slotferry.contract.SlotMove;
import io.slotferry.contract.SlotRange;
import io.slotferry.contract.SlotSet;
import io.slotferry.diagnosis.Diagnosis;
import io.slotferry.topology.ClusterTopology;
import io.slotferry.topology.NodeObservation;
import io.slotferry.workflow.ClusterActivities;
import io.slotferry.workflow.Heirs;
import io.slotferry.workflow.Identity;
import io.slotferry.workflow.Look;
import io.slotferry.workflow.PrepareRequest;
import io.slotferry.workflow.Prepared;
import io.slotferry.workflow.RunRef;
import io.slotferry.workflow.VerifyRequest;
import io.slotferry.workflow.WatchRequest;
import io.slotferry.workflow.WeighRequest;
import io.slotferry.workflow.Weighed;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.api.common.v1.WorkflowExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster port on real servers. What a cluster or a request gets wrong comes back as a sentence, never as an exception that Temporal would retry. */
final class ClusterActivitiesImpl implements ClusterActivities {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterActivitiesImpl.class);

    /** How long every node may take to agree on the new owners, in milliseconds. */
    private static final long AGREE_MAX_MS = 15_000;

    /** How long a run waits for what passes by itself before its pre-check is refused, in milliseconds. */
    private static final long PASSING_MAX_MS = 5_000;

    private static final long PASSING_PAUSE_MS = 200;

    /** After this the bus will not do it by itself, and primaries are told, in milliseconds. */
    private static final long HEARSAY_MAX_MS = 5_000;

    /** Connections that only look, kept for the next diagnosis. */
    private static final String DIAGNOSE = "diagnose";

    private final Sessions sessions;
    private final OpenRuns runs;

    ClusterActivitiesImpl(Sessions sessions, OpenRuns runs) {
        this.sessions = sessions;
        this.runs = runs;
    }

    @Override
    public Identity identify(String cluster, @Nullable List<String> nodes) {
        return beating(() -> answer(
                () -> {
                    List<String> ids = ClusterTopology.of(
                                    sessions.observer(cluster, nodes == null ? List.of() : Endpoint.readable(nodes))
                                            .observe())
                            .ids();
                    return new Identity(ids, runs.holder(ids, asker()), "", "");
                },
                Identity::failed));
    }

    private static WorkflowExecution asker() {
        ActivityInfo info = Activity.getExecutionContext().getInfo();
        return WorkflowExecution.newBuilder()
                .setWorkflowId(info.getWorkflowId())
                .setRunId(info.getRunId())
                .build();
    }

    @Override
    public Prepared prepare(PrepareRequest request) {
        return beating(() -> answer(
                () -> {
                    Session session = sessions.of(request.ref());
                    ClusterObserver observer = sessions.observer(request.ref());
                    StepClock clock = new StepClock(StepClock.SLOW_STEP_MS);
                    List<NodeObservation> observations = observer.observe();
                    boolean takesOver =
                            request.request().adopts() && !request.request().dryRuns();
                    // What a run that was terminated amid SETSLOT NODE left on replicas alone belongs to no open slot.
                    long clearUntil = System.nanoTime() + AGREE_MAX_MS * 1_000_000;
                    while (takesOver
                            && System.nanoTime() < clearUntil
                            && ReplicaMarks.clear(
                                    session,
                                    ClusterTopology.of(observations),
                                    SlotSet.range(0, SlotRange.SLOT_COUNT - 1),
                                    clock)) {
                        clock = new StepClock(StepClock.SLOW_STEP_MS);
                        observations = observer.observe();
                    }
                    // Replicas hear last of what was handed over a moment ago, by this very run where it adopted slots.
                    long until = System.nanoTime() + PASSING_MAX_MS * 1_000_000;
                    Prepared prepared = new Preparation(request, runs, session).from(observations);
                    while (refusedByWhatPasses(prepared) && System.nanoTime() < until) {
                        Meter.pause(PASSING_PAUSE_MS);
                        prepared = new Preparation(request, runs, session).from(observer.observe());
                    }
                    return prepared;
                },
                (type, sentence) -> Prepared.failed(type, sentence, List.of())));
    }

    private static boolean refusedByWhatPasses(Prepared prepared) {
        List<Finding> errors = prepared.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .toList();
        return prepared.failureType().equals(FailureTypes.PRECHECK_FAILED)
                && !errors.isEmpty()
                && errors.stream().allMatch(Preparation::passes);
    }

    @Override
    public Weighed weigh(WeighRequest request) {
        return beating(() -> new Weigher(sessions.of(request.ref()), request).run());
    }

    @Override
    public Heirs watch(WatchRequest request) {
        return beating(() -> new Failover(sessions.of(request.ref()), request).look());
    }

    @Override
    public Look verify(VerifyRequest request) {
        return beating(() -> answer(
                () -> {
                    CrashPoint.BEFORE_VERIFYING.reach();
                    long started = System.nanoTime();
                    long until = started + AGREE_MAX_MS * 1_000_000;
                    List<Finding> findings;
                    boolean cleared;
                    do {
                        // A node that hangs makes the look alone last for seconds.
                        StepClock clock = new StepClock(StepClock.SLOW_STEP_MS);
                        List<NodeObservation> seen =
                                sessions.observer(request.ref()).observe();
                        ClusterTopology topology = ClusterTopology.of(seen);
                        List<SlotMove> done = Standing.of(topology, request.done(), request.replicas());
                        findings = OwnerCheck.of(topology, done);
                        boolean stopped = HeldUp.lately();
                        cleared = !stopped
                                && ReplicaMarks.clear(
                                        sessions.of(request.ref()), topology, OpenPairs.slots(done), clock);
                        if (!stopped) {
                            StaleMarks.clear(sessions.of(request.ref()), topology, done, clock);
                        }
                        if (!findings.isEmpty()) {
                            if (!stopped && System.nanoTime() - started > HEARSAY_MAX_MS * 1_000_000) {
                                Untold.tell(sessions.of(request.ref()), topology, done, clock);
                            }
                            Meter.pause(50);
                        }
                    } while ((cleared || !findings.isEmpty()) && System.nanoTime() < until);
                    if (findings.isEmpty() && request.strays()) {
                        findings = strays(request.ref());
                    }
                    return new Look(findings, "", "");
                },
                (type, sentence) -> new Look(List.of(), type, sentence)));
    }

    @Override
    public Look diagnose(String cluster) {
        return beating(() -> answer(
                () -> {
                    Session session = sessions.of(new RunRef(cluster, DIAGNOSE));
                    ClusterSight sight = ClusterSight.take(sessions.observer(cluster, List.of()), session);
                    return new Look(Diagnosis.of(sight.topology(), sight.keys(), keysOf(sight, session)), "", "");
                },
                (type, sentence) -> new Look(List.of(), type, sentence)));
    }

    /** What is asked of the keys themselves. A node that goes away meanwhile takes its answers with it, not the diagnosis. */
    private static List<Finding> keysOf(ClusterSight sight, Session session) {
        List<Finding> findings = new ArrayList<>();
        for (Supplier<List<Finding>> look : List.<Supplier<List<Finding>>>of(
                () -> new DuplicateLook(sight, session).findings(),
                () -> new OpenSlotLook(sight, session).findings())) {
            try {
                findings.addAll(look.get());
            } catch (NodeException e) {
                LOG.info("keys are not looked at: {}", e.getMessage());
            }
        }
        return findings;
    }

    /** Nothing of a finished move hangs on these: they are told, not waited for. Mostly they are copies, and the words of a diagnosis, which knows of no failover, would be untrue. */
    private List<Finding> strays(RunRef ref) {
        try {
            ClusterSight sight = ClusterSight.take(sessions.observer(ref), sessions.of(ref));
            return Diagnosis.of(sight.topology(), sight.keys()).stream()
                    .filter(finding -> finding.code().equals("stranded-keys"))
                    .map(finding -> Finding.of(
                            finding.code(),
                            Finding.Severity.WARNING,
                            finding.slots(),
                            finding.nodes(),
                            String.join(", ", finding.nodes()) + " holds keys of "
                                    + finding.slots().named(10)
                                    + ", which it does not own: copies that a failover left there, or keys their owner lacks",
                            "compare them with the owner's; " + Diagnosis.repairCommand(finding.slots())
                                    + " brings home what the owner lacks, also what clients have deleted since"))
                    .toList();
        } catch (NodeException e) {
            LOG.info("nobody looked for stranded keys: {}", e.getMessage());
            return List.of();
        }
    }

    private static <T> T beating(Supplier<T> work) {
        try (Beat beat = new Beat(() -> "looking")) {
            T result = work.get();
            beat.rethrowUnlessCancelled();
            return result;
        }
    }

    private static <T> T answer(Supplier<T> work, BiFunction<String, String, T> failed) {
        try {
            return work.get();
        } catch (NodeException e) {
            return failed.apply(
                    FailureTypes.CLUSTER_UNREACHABLE,
                    e.right() != null
                            ? e.getMessage()
                            : Sentences.join(
                                    e.getMessage(), "check the address, the server and the worker's configuration"));
        } catch (IllegalArgumentException e) {
            return failed.apply(
                    FailureTypes.INVALID_REQUEST, Sentences.join(String.valueOf(e.getMessage()), "check the request"));
        }
    }
}
