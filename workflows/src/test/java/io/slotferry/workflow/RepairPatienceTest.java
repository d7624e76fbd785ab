package io.slotferry.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotferry.contract.Finding;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.contract.SlotSet;
import io.slotferry.contract.TaskQueues;
import io.slotferry.repair.RepairAct;
import io.slotferry.repair.RepairTask;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a repair goes on with what does not get done: longer than the minute for which a server does not let a forgotten node back, and not for ever. */
class RepairPatienceTest {

    private static final SlotSet SLOTS = SlotSet.parse("609");
    private static final Duration FORGOTTEN = Duration.ofSeconds(60);
    /** Real time; a run takes some tens of milliseconds. */
    private static final Duration RUN_MAX = Duration.ofSeconds(60);

    private static final int LOOKS_MAX = 2 + Limits.REPAIR_REPEATS_MAX + Limits.REPAIR_IDLE_ROUNDS_MAX;

    /** A node that says OK and has not done it, or that says why not, until it will. */
    @ParameterizedTest(name = "the node says OK: {0}")
    @CsvSource({"true", "false"})
    void an_act_that_a_node_will_not_have_yet_is_tried_until_it_will(boolean ok) throws Exception {
        try (Ward ward = new Ward(FORGOTTEN.plusSeconds(1), ok, false)) {
            Report report = ward.repair();

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @ParameterizedTest(name = "the node says OK: {0}")
    @CsvSource({"true", "false"})
    void an_act_that_never_gets_done_ends_the_repair(boolean ok) throws Exception {
        try (Ward ward = new Ward(Duration.ofDays(1), ok, false)) {
            Report report = ward.repair();

            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.parked()).extracting(ParkedSlots::slots).containsExactly(SLOTS);
            assertThat(report.seconds()).isBetween(FORGOTTEN.toSeconds() + 10.0, 2.0 * FORGOTTEN.toSeconds());
            assertThat(ward.looks.get()).isLessThanOrEqualTo(LOOKS_MAX);
        }
    }

    /** Granting a right is for a person, and no second try is needed to know. */
    @Test
    void an_act_that_no_further_try_helps_parks_its_slots_at_once() throws Exception {
        try (Ward ward = new Ward(Duration.ofDays(1), false, false)) {
            ward.remedy = "grant that right";
            Report report = ward.repair();

            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.parked())
                    .containsExactly(new ParkedSlots(SLOTS, "A does not know B", "grant that right"));
            assertThat(report.headline()).contains("A does not know B");
            assertThat(report.seconds()).isLessThan(2);
            assertThat(ward.acts.get()).isEqualTo(1);
        }
    }

    @Test
    void a_node_that_is_waited_for_does_not_hold_the_repair_for_ever() throws Exception {
        try (Ward ward = new Ward(Duration.ofDays(1), false, true)) {
            Report report = ward.repair();

            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.parked()).extracting(ParkedSlots::reason).containsExactly("B does not answer");
        }
    }

    /** Not by a timer: where the nodes are asked it is seen at once that one is back. */
    @Test
    void a_node_that_is_silent_is_waited_for_where_it_is_asked() throws Exception {
        try (Ward ward = new Ward(Duration.ofDays(1), false, true)) {
            ward.silent = List.of("B");
            Report report = ward.repair();

            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.seconds()).isLessThan(2);
            assertThat(ward.waited).startsWith(400L, 800L, 1_600L, 3_200L).endsWith(10_000L);
            assertThat(ward.waited).hasSize(Limits.REPAIR_IDLE_ROUNDS_MAX);
        }
    }

    /** Only the operator's word brings the cluster up again, and only then keys can move. */
    @Test
    void nobody_waits_for_a_cluster_that_stays_down_until_somebody_consents() throws Exception {
        SlotSet dead = SlotSet.parse("700-799");
        List<Finding> down = List.of(
                Finding.of("owner-dead", Finding.Severity.ERROR, dead, List.of("C"), "C is dead", ""),
                Finding.of("cluster-down", Finding.Severity.ERROR, SlotSet.EMPTY, List.of(), "down", ""));
        try (Ward ward = new Ward(Duration.ofDays(1), down)) {
            Report report = ward.repair();

            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.seconds()).isBetween(10.0, 15.0);
        }
    }

    /** A big slot, or one whose target is full now and then: the same act again and again, and keys arrive each time. */
    @Test
    void an_act_that_moves_keys_is_never_tried_too_often() throws Exception {
        try (Ward ward = new Ward(RepairAct.Kind.GATHER, 3 * LOOKS_MAX)) {
            Report report = ward.repair();

            assertThat(report.state()).as(report.headline()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.keysMoved()).isEqualTo(3 * LOOKS_MAX);
        }
    }

    /** With a finding about a dead node, for which a repair would wait as long as it may only hang. */
    @Test
    void what_only_a_person_can_end_is_not_waited_for() throws Exception {
        Finding mark = Finding.of("mark-to-failed-node", Finding.Severity.ERROR, SLOTS, List.of("B"), "", "");
        try (Ward ward = new Ward(Duration.ofDays(1), List.of(mark))) {
            ward.stuck = true;
            ward.asksConsent = false;
            Report report = ward.repair();

            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.parked()).extracting(ParkedSlots::reason).containsExactly("B does not answer");
            assertThat(report.seconds()).isLessThan(2);
        }
    }

    /** Its marks are cleared all the same; but it is no success. */
    @Test
    void a_slot_that_lost_keys_is_made_whole_and_stays_in_the_report() throws Exception {
        try (Ward ward = new Ward(RepairAct.Kind.GATHER, 3)) {
            ward.loses = true;
            Report report = ward.repair();

            assertThat(ward.keys.get()).isZero();
            assertThat(report.state()).isEqualTo(RunState.PARTIAL);
            assertThat(report.parked()).containsExactly(new ParkedSlots(SLOTS, "A deleted keys", "restore them"));
        }
    }

    /** There is nothing to pause or to end, and nobody is to think that there was. */
    @Test
    void a_dry_run_refuses_every_verb() throws Exception {
        try (Ward ward = new Ward(Duration.ofDays(1), true, false)) {
            List<String> refusals = new CopyOnWriteArrayList<>();
            ward.meanwhile = () -> {
                for (String verb : List.of("pause", "resume", "finishEarly", "tune")) {
                    refusals.add(ward.refusal(verb));
                }
            };
            Report report = ward.repair("{\"cluster\":\"127.0.0.1:7001\",\"dryRun\":true}");

            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(refusals).hasSize(4).allMatch(sentence -> sentence.startsWith("this is a dry run"));
        }
    }

    /** A cluster with one broken slot. */
    private static final class Ward implements AutoCloseable {

        private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();
        private final long begun = environment.currentTimeMillis();
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicInteger acts = new AtomicInteger();
        private volatile Runnable meanwhile = () -> {};
        private volatile String remedy = "";
        private volatile boolean stuck;
        private volatile boolean asksConsent = true;
        private volatile boolean loses;
        private volatile List<String> silent = List.of();
        private final List<Long> waited = new CopyOnWriteArrayList<>();
        private final Duration brokenFor;
        private final boolean ok;
        private final boolean waits;
        private final RepairAct.Kind act;
        private final AtomicInteger keys;
        private final List<Finding> findings;

        Ward(Duration brokenFor, boolean ok, boolean waits) {
            this(brokenFor, ok, waits, RepairAct.Kind.TELL, 0, List.of());
        }

        /** No key moves; the first finding's slots need consent. */
        Ward(Duration brokenFor, List<Finding> findings) {
            this(brokenFor, false, false, RepairAct.Kind.GATHER, 0, findings);
        }

        /** Broken until so many keys have moved, one with each act. */
        Ward(RepairAct.Kind act, int keys) {
            this(Duration.ZERO, true, false, act, keys, List.of());
        }

        private Ward(
                Duration brokenFor, boolean ok, boolean waits, RepairAct.Kind act, int keys, List<Finding> findings) {
            this.findings = findings;
            this.act = act;
            this.keys = new AtomicInteger(keys);
            this.brokenFor = brokenFor;
            this.ok = ok;
            this.waits = waits;
            Worker worker = environment.newWorker(TaskQueues.SLOTFERRY);
            SlotferryWorkflows.registerOn(worker);
            worker.registerActivitiesImplementations(new Looks(), new Repairs());
            environment.start();
        }

        Report repair() throws Exception {
            return repair("{\"cluster\":\"127.0.0.1:7001\"}");
        }

        /** Why the verb was refused; what it answered if it was not. */
        String refusal(String verb) {
            Object input = verb.equals("tune") ? new PaceLimits(null, null, null, null, 5L, null, List.of()) : "";
            try {
                return String.valueOf(environment
                        .getWorkflowClient()
                        .newUntypedWorkflowStub("repair")
                        .update(verb, Object.class, input));
            } catch (WorkflowUpdateException e) {
                return ((ApplicationFailure) e.getCause()).getOriginalMessage();
            }
        }

        Report repair(String json) throws Exception {
            WorkflowStub run = environment
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(
                            "Repair",
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId("repair")
                                    .setTaskQueue(TaskQueues.SLOTFERRY)
                                    .build());
            run.start(new ObjectMapper().readValue(json, RepairRequest.class));
            return run.getResult(RUN_MAX.toSeconds(), TimeUnit.SECONDS, Report.class);
        }

        private boolean broken() {
            return keys.get() > 0 || environment.currentTimeMillis() - begun < brokenFor.toMillis();
        }

        @Override
        public void close() {
            environment.close();
        }

        private final class Repairs implements RepairActivities {

            @Override
            public RepairLook plan(RepairAsk ask) {
                looks.incrementAndGet();
                if (ask.awaited().equals(List.of("B"))) {
                    waited.add(ask.patienceMs());
                }
                meanwhile.run();
                RepairTask task = new RepairTask(new RepairAct(act, "A", "B"), SLOTS);
                ParkedSlots waiting = new ParkedSlots(SLOTS, "B does not answer", "start it");
                return new RepairLook(
                        broken() ? SLOTS : SlotSet.EMPTY,
                        broken() && !waits && !stuck && !ask.aside().equals(SLOTS) ? List.of(task) : List.of(),
                        List.of(),
                        List.of(),
                        findings.stream()
                                .limit(asksConsent ? 1 : 0)
                                .map(one -> new ParkedSlots(one.slots(), "needs your consent", "consent"))
                                .toList(),
                        broken() && waits ? List.of(waiting) : List.of(),
                        stuck ? List.of(waiting) : List.of(),
                        silent,
                        Map.of(),
                        findings,
                        Map.of(),
                        List.of(),
                        List.of(),
                        "",
                        "");
            }

            @Override
            public Stepped apply(RepairBatch batch) {
                acts.incrementAndGet();
                return ok
                        ? new Stepped(SLOTS, 0, 0, "")
                        : new Stepped(SlotSet.EMPTY, 0, 0, "A does not know B", remedy);
            }

            @Override
            public Drained gather(DrainRequest request) {
                keys.decrementAndGet();
                List<Obstacle> lost = loses
                        ? List.of(new Obstacle(SLOTS, Obstacle.Kind.LOST, "A deleted keys", "restore them"))
                        : List.of();
                loses = false;
                return new Drained(
                        SlotSet.EMPTY, lost, ok ? 1 : 0, 0, 0, List.of(), false, 0, false, null, SlotSet.EMPTY, null);
            }
        }
    }

    /** Enough to take the lock. */
    private static final class Looks implements ClusterActivities {

        @Override
        public Identity identify(String cluster, @Nullable List<String> nodes) {
            return new Identity(List.of("A"), "", "", "");
        }

        @Override
        public Prepared prepare(PrepareRequest request) {
            throw new AssertionError("a repair asks for its lock only");
        }

        @Override
        public Weighed weigh(WeighRequest request) {
            throw new AssertionError("a repair asks for its lock only");
        }

        @Override
        public Heirs watch(WatchRequest request) {
            throw new AssertionError("a repair asks for its lock only");
        }

        @Override
        public Look verify(VerifyRequest request) {
            throw new AssertionError("a repair asks for its lock only");
        }

        @Override
        public Look diagnose(String cluster) {
            throw new AssertionError("a repair asks for its lock only");
        }
    }
}
