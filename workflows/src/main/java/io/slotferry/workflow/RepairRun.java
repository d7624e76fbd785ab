package io.slotferry.workflow;

import io.slotferry.contract.FailureTypes;
import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.ParkedSlots;
import io.slotferry.contract.Progress;
import io.slotferry.contract.RepairRequest;
import io.slotferry.contract.Report;
import io.slotferry.contract.RunState;
import io.slotferry.repair.RepairTask;
import io.slotferry.topology.Sentence;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One repair: look, do the next act of every broken slot, look again, until nothing is left to do. Nothing is remembered but what the operator consented to, which slots failed for good, and which go back. */
final class RepairRun {

    private final Verbs verbs = new Verbs();
    private final RepairLedger ledger = new RepairLedger();
    private final TreeMap<String, Integer> tries = new TreeMap<>();
    private final Homecoming homecoming = new Homecoming(ledger);
    private final StateClock clock = new StateClock();
    private RunState phase = RunState.PRECHECKING;
    private String headline = "Looking at the cluster";
    private String cluster = "";
    private boolean acting;
    private int idle;
    private boolean dry;
    private PaceLimits pace = PaceLimits.DEFAULTS;
    private @Nullable ClusterLease lease;
    private @Nullable RepairAsk ask;
    private @Nullable Promise<RepairLook> early;

    Report run(@Nullable RepairRequest given) {
        RepairRequest request = Refusal.unlessValid(given, RepairRequest::check, "{\"cluster\":\"host:port\"}");
        cluster = Objects.requireNonNull(request.cluster());
        RunRef ref = new RunRef(cluster, Workflow.getInfo().getRunId());
        ask = RepairAsk.first(ref, request);
        showDetails();
        if (request.dryRuns()) {
            dry = true;
            look(true);
            return endAs(RunState.SUCCEEDED, "Dry run, nothing was changed: " + intent());
        }
        lock(request);
        try {
            mend(ref);
            unlock();
        } catch (Refusal e) {
            // Not in a finally: an evicted workflow unwinds through it too, and must not signal anybody.
            unlock();
            throw e;
        }
        return finish();
    }

    private void lock(RepairRequest request) {
        RepairAsk asked = Objects.requireNonNull(ask);
        ClusterLease taking = ClusterLease.acquire(asked.ref(), request.requestedBy(), () -> {
            // Every act looks again; and whoever took the cluster in between has the lock that we wait for.
            if (Workflow.getVersion("looks-while-locking", Workflow.DEFAULT_VERSION, 1) >= 1) {
                early = Async.function(() -> lookOnce(asked));
            }
        });
        lease = taking;
        Async.procedure(() -> {
            Workflow.await(() -> phase.ended() || taking.lost());
            if (!phase.ended()) {
                // Nothing is half done between two acts: the repair ends, and the next one goes on.
                ledger.lastProblem = "the lock on the cluster was ended by somebody else";
                verbs.loseLockForGood();
            }
        });
    }

    private void unlock() {
        if (lease != null) {
            lease.release();
        }
    }

    private void mend(RunRef asked) {
        RepairActs acts = new RepairActs(ledger, this::go, () -> stopped() || verbs.paused(), () -> pace);
        RepairLook look = look(true);
        RunRef ref = asked.knowing(look.labels().values());
        ask = Objects.requireNonNull(ask).by(ref);
        phase = RunState.RUNNING;
        headline = intent();
        showDetails();
        while (go()) {
            boolean done = false;
            for (RepairTask task : look.tasks()) {
                if (go()) {
                    done |= act(acts, ref, task);
                }
            }
            // A node that only hung is back within seconds: nobody is asked before to give up what it holds.
            boolean hung = look.holdsForDead() && idle <= Limits.REPAIR_PATIENT_ROUNDS;
            boolean more = !look.tasks().isEmpty() || !look.waiting().isEmpty() || hung;
            if (!more && !takeReturns(acts, ref)) {
                return;
            }
            idle = done ? 0 : idle + 1;
            if (idle > Limits.REPAIR_IDLE_ROUNDS_MAX || waitsInVain(look)) {
                return;
            }
            boolean pauses = !done && (more || homecoming.isDue());
            look = pauses ? lookAfterPause(look) : look(false);
        }
        look(false);
    }

    /** Nodes that are silent are waited for where they are asked: one that comes back may own slots whose keys its heir has, and serves them, empty, 2 s after its start. */
    private RepairLook lookAfterPause(RepairLook last) {
        Duration pause = Limits.backoff(idle);
        if (last.silent().isEmpty() || !Since.repairsWaitForNodes()) {
            Workflow.sleep(pause);
            return look(false);
        }
        RepairAsk asked = Objects.requireNonNull(ask);
        ask = asked.waitingFor(last.silent(), pause.toMillis());
        try {
            return look(false);
        } finally {
            ask = Objects.requireNonNull(ask).waitingFor(List.of(), 0);
        }
    }

    private boolean waitsInVain(RepairLook look) {
        boolean inVain = idle > Limits.REPAIR_PATIENT_ROUNDS
                && look.isDownUntilConsent()
                && Workflow.getVersion("ends-while-down", Workflow.DEFAULT_VERSION, 1) >= 1;
        if (inVain) {
            ledger.waitsInVain();
        }
        return inVain;
    }

    /** Whether anything was achieved that was not before. */
    private boolean act(RepairActs acts, RunRef ref, RepairTask task) {
        int tried = tries.merge(task.act() + " " + task.slots(), 1, Integer::sum);
        long before = ledger.keysMoved();
        acting = true;
        try {
            boolean done = acts.act(ref, Objects.requireNonNull(ask), task);
            // What was done and is due again was undone, or a node will not have it yet: that must not go on for ever.
            return done && (tried <= Limits.REPAIR_REPEATS_MAX || ledger.keysMoved() > before);
        } finally {
            acting = false;
            showDetails();
        }
    }

    /** Slots that are whole now and shall go back to where they came from; false if there are none. */
    private boolean takeReturns(RepairActs acts, RunRef ref) {
        boolean due = homecoming.isDue();
        homecoming.tryOnce((slots, from, to) -> {
            if (go()) {
                acting = true;
                try {
                    acts.move(ref, slots, from, to);
                } finally {
                    acting = false;
                }
            }
        });
        return due;
    }

    private RepairLook look(boolean first) {
        for (int round = 0; ; round++) {
            ask = Objects.requireNonNull(ask)
                    .now(ledger.asideSlots(), ledger.kept(), idle > Limits.REPAIR_PATIENT_ROUNDS);
            RepairLook look = early != null ? early.get() : lookOnce(ask);
            early = null;
            if (look.failureType().isEmpty()) {
                ledger.saw(look);
                ask = first ? ask.with(look.consented()) : ask;
                homecoming.remember(look.returns());
                showDetails();
                return look;
            }
            if (first || round >= Limits.REPAIR_IDLE_ROUNDS_MAX) {
                throw new Refusal(look.failureType(), look.failure());
            }
            ledger.lastProblem = look.failure();
            Workflow.sleep(Limits.backoff(round));
        }
    }

    private RepairLook lookOnce(RepairAsk asked) {
        try {
            return Stubs.repair("look at " + cluster).plan(asked);
        } catch (TemporalFailure e) {
            return RepairLook.failed(
                    FailureTypes.GAVE_UP, "the worker could not look at the cluster; see its log, then repair again");
        }
    }

    /** Waits while the run is paused; false if nothing further may be begun. */
    private boolean go() {
        boolean inAct = acting;
        if (verbs.paused()) {
            acting = false;
            showDetails();
        }
        Workflow.await(() -> stopped() || !verbs.paused());
        acting = inAct;
        return !stopped();
    }

    private boolean stopped() {
        return verbs.lockIsGone() || verbs.stop() != Verbs.Stop.NONE;
    }

    private Report finish() {
        homecoming.missing().forEach(ledger::setAside);
        List<ParkedSlots> parked = ledger.parked();
        String done = ledger.found() == 0
                ? "There is nothing to repair"
                : "Repaired " + ledger.mended() + " of " + Sentence.count(ledger.found(), "slot") + ", "
                        + Sentence.count(ledger.keysMoved(), "key") + " moved";
        if (verbs.cancelled()) {
            return endAs(RunState.CANCELLED, "Cancelled: " + done);
        }
        return parked.isEmpty()
                ? endAs(RunState.SUCCEEDED, done)
                : endAs(RunState.PARTIAL, done + "; " + parked.get(0).reason());
    }

    boolean dry() {
        return dry;
    }

    Report endAs(RunState state, String finalHeadline) {
        phase = state;
        headline = Refusal.shorten(finalHeadline);
        showDetails();
        return reportNow();
    }

    private String intent() {
        if (ledger.found() == 0) {
            return "There is nothing to repair";
        }
        return "Repairing " + Sentence.count(ledger.found(), "slot");
    }

    RunState state() {
        if (phase.ended()) {
            return phase;
        }
        if (verbs.cancelled()) {
            return RunState.CANCELLING;
        }
        if (verbs.paused()) {
            return acting ? RunState.PAUSING : RunState.PAUSED;
        }
        return phase == RunState.RUNNING && !acting && !ledger.waitsFor().isEmpty() ? RunState.STALLED : phase;
    }

    PaceLimits tune(PaceLimits given) {
        pace = given.over(pace);
        return pace;
    }

    boolean acting() {
        return acting;
    }

    Verbs verbs() {
        return verbs;
    }

    RepairLedger ledger() {
        return ledger;
    }

    Progress progress() {
        return RepairProgress.of(ledger, verbs, clock, state(), cluster, headline);
    }

    Report reportNow() {
        return ledger.report(state(), headline, dry || !phase.ended() ? ledger.blocked() : ledger.parked());
    }

    void showDetails() {
        clock.shows(state());
        Workflow.setCurrentDetails(RunProgress.markdown(progress()));
    }
}
